/** Tools and what is done with the picture; every sign has its word. */
import { obey } from '../app/obey.js';
import type { Command } from '../logic/shortcuts.js';
import type { StudyInfo } from '../shared/types.js';
import { visibleBeside } from '../state/shown-beside.js';
import type { Tool } from '../state/state.js';
import { useAppState, useSession } from './context.js';
import { Icon, type IconName } from './icons.jsx';

/** Name, word below the sign, what it does (which has the word in it), key. */
const TOOLS: [Tool, string, string, string][] = [
  ['scroll', 'Scroll', 'Scroll through slices', 'S'],
  ['window', 'Contrast', 'Contrast and brightness', 'W'],
  ['pan', 'Move', 'Move the picture', 'M'],
  ['ruler', 'Ruler', 'Ruler: measure a distance', 'R'],
  ['brush', 'Brush', 'Brush', 'B'],
  ['eraser', 'Eraser', 'Eraser', 'E'],
];
const ACTIONS: [Command & IconName, string, string, string][] = [
  ['undo', 'Undo', 'Undo', 'Ctrl+Z'],
  ['redo', 'Redo', 'Redo', 'Ctrl+Y'],
  ['zoomOut', 'Smaller', 'Smaller: zoom out', '-'],
  ['zoomIn', 'Larger', 'Larger: zoom in', '+'],
  ['fit', 'Fit', 'Fit the picture', '0'],
];

export function Toolbar({ study }: { study: StudyInfo }) {
  const session = useSession();
  const state = useAppState();
  const { tool, look, undo, redo, playing, inputs, hanging } = state;
  const disabled: Partial<Record<Command, boolean>> = { undo: undo === 0, redo: redo === 0 };
  const several = study.shape[0] > 1;
  const switches: [Command, IconName, string, string, string, boolean][] = [
    ['play', playing ? 'pause' : 'play', 'Play', 'Play through the slices', 'C', playing],
    ['planes', 'planes', '3 planes', '3 planes: coronal and sagittal too', '3', look.planes],
    [
      'beside',
      'beside',
      '2 studies',
      '2 studies: another file side by side',
      '2',
      visibleBeside(state) !== undefined || hanging !== undefined,
    ],
    ['smooth', 'smooth', 'Smooth', 'Smooth between pixels', 'I', look.smooth],
  ];
  return (
    <div class="toolbar" role="toolbar" aria-label="Tools">
      {TOOLS.map(([name, word, title, key]) => (
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
          <span class="tool-word">{word}</span>
        </button>
      ))}
      <span class="separator" aria-hidden="true" />
      {ACTIONS.map(([command, word, title, key]) => (
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
          <span class="tool-word">{word}</span>
        </button>
      ))}
      <span class="separator" aria-hidden="true" />
      {switches
        .filter(([command]) => (command === 'beside' ? inputs.length > 1 : several || command === 'smooth'))
        .map(([command, icon, word, title, key, on]) => (
          <button
            key={command}
            type="button"
            class="icon-button"
            aria-pressed={on}
            aria-label={title}
            title={`${title} (${key})`}
            onClick={() => obey(session, command)}
          >
            <Icon name={icon} />
            <span class="tool-word">{word}</span>
          </button>
        ))}
    </div>
  );
}
