/** Commands of the keyboard. */
import { nextMarked } from '../logic/next-marked.js';
import type { Command } from '../logic/shortcuts.js';
import { NO_VIEWPORT, type Overlay, type Tool } from '../state/state.js';
import { redo, undo } from './edit.js';
import { toggleBeside } from './hang.js';
import type { Session } from './session.js';

const TEN = 10;
const TOOLS: readonly Command[] = ['scroll', 'window', 'pan', 'brush', 'eraser', 'ruler'];

export function obey(session: Session, command: Command): void {
  const { store } = session;
  const { look, study, results, brush, playing } = store.get();
  const last = (study?.shape[0] ?? 1) - 1;
  const step = (by: number) => store.dispatch({ type: 'step', by });
  const change = (values: Partial<typeof look>) => store.dispatch({ type: 'look', look: values });
  const marked = (direction: 1 | -1) =>
    change({ slice: nextMarked(results[session.input]?.counts ?? [], look.slice, direction) });
  const overlay = (wanted: Overlay) => change({ overlay: look.overlay === wanted ? other(wanted) : wanted });
  const zoom = (factor: number) =>
    change({
      viewport: { ...look.viewport, zoom: Math.min(24, Math.max(0.5, look.viewport.zoom * factor)) },
    });
  if (TOOLS.includes(command)) {
    store.dispatch({ type: 'set', values: { tool: command as Tool } });
    return;
  }
  const actions: Partial<Record<Command, () => void>> = {
    next: () => step(1),
    previous: () => step(-1),
    forward: () => step(TEN),
    back: () => step(-TEN),
    first: () => change({ slice: 0 }),
    last: () => change({ slice: last }),
    nextMarked: () => marked(1),
    previousMarked: () => marked(-1),
    smaller: () => store.dispatch({ type: 'set', values: { brush: Math.max(0, brush - 1) } }),
    larger: () => store.dispatch({ type: 'set', values: { brush: Math.min(60, brush + 1) } }),
    zoomIn: () => zoom(1.25),
    zoomOut: () => zoom(0.8),
    fit: () => change({ viewport: NO_VIEWPORT }),
    overlay: () => overlay('mask'),
    heat: () => overlay('heat'),
    undo: () => undo(session),
    redo: () => redo(session),
    play: () => {
      if (last > 0) store.dispatch({ type: 'set', values: { playing: !playing } });
    },
    planes: () => {
      if (last > 0) change({ planes: !look.planes });
    },
    beside: () => toggleBeside(session),
    smooth: () => change({ smooth: !look.smooth }),
    help: () => store.dispatch({ type: 'set', values: { dialog: 'help' } }),
  };
  actions[command]?.();
}

/** What comes back when an overlay is switched off. */
const other = (overlay: Overlay): Overlay => (overlay === 'heat' ? 'mask' : 'none');
