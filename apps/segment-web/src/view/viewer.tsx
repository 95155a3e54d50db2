/** The picture with what belongs to it: tools above, slices below. */

import { obey } from '../app/obey.js';
import type { Command } from '../logic/shortcuts.js';
import type { Tool } from '../state/state.js';
import { useAppState, useSession } from './context.js';
import { Icon, type IconName } from './icons.jsx';
import { SliceBar } from './slice-bar.jsx';
import { SlicePane } from './slice-pane.jsx';
import { Trouble } from './trouble.jsx';

const TOOLS: [Tool, string, string][] = [
  ['scroll', 'Scroll through slices', 'S'],
  ['window', 'Brightness and contrast', 'W'],
  ['pan', 'Move the picture', 'M'],
  ['brush', 'Brush', 'B'],
  ['eraser', 'Eraser', 'E'],
];
const ACTIONS: [Command & IconName, string, string][] = [
  ['undo', 'Undo', 'Ctrl+Z'],
  ['redo', 'Redo', 'Ctrl+Y'],
  ['zoomOut', 'Zoom out', '-'],
  ['zoomIn', 'Zoom in', '+'],
  ['fit', 'Fit the picture', '0'],
];

export function Viewer() {
  const session = useSession();
  const { study, tool, look, undo, redo, opening } = useAppState();
  const disabled: Partial<Record<Command, boolean>> = { undo: undo === 0, redo: redo === 0 };
  return (
    <section class="viewer" aria-label="Picture">
      {study && (
        <div class="toolbar" role="toolbar" aria-label="Tools">
          {TOOLS.map(([name, title, key]) => (
            <button
              key={name}
              type="button"
              class="icon-button"
              aria-pressed={tool === name}
              aria-label={title}
              title={`${title} (${key})`}
              onClick={() => session.store.dispatch({ type: 'set', values: { tool: name } })}
            >
              <Icon name={name} />
            </button>
          ))}
          <span class="separator" aria-hidden="true" />
          {ACTIONS.map(([command, title, key]) => (
            <button
              key={command}
              type="button"
              class="icon-button"
              aria-label={title}
              title={`${title} (${key})`}
              disabled={disabled[command]}
              onClick={() => obey(session, command)}
            >
              <Icon name={command} />
            </button>
          ))}
          <span class="readout" title="Window width and level">
            W {Math.round(look.window[1] - look.window[0])} L{' '}
            {Math.round((look.window[0] + look.window[1]) / 2)}
            {study.hounsfield ? ' HU' : ''}
          </span>
        </div>
      )}
      <div class={`panes ${look.compare ? 'two' : ''}`}>
        {study ? (
          <>
            <SlicePane shows="found" study={study} key="found" />
            {look.compare && <SlicePane shows="truth" study={study} key="truth" />}
          </>
        ) : (
          <div class="empty">{opening ? <p>Reading …</p> : <Trouble />}</div>
        )}
        {opening && study && <p class="veil">Reading …</p>}
      </div>
      {study && <SliceBar slices={study.shape[0]} />}
    </section>
  );
}
