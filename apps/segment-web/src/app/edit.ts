/** Brush, eraser, undo and redo on the labels of the open study. */
import { countMarked } from '../logic/count-marked.js';
import { drawLine, type Patch, type Point, patchOf, redoPatch, undoPatch } from '../logic/stroke.js';
import { updateShares } from './run.js';
import type { Session } from './session.js';

/** A stroke that is being drawn. */
export interface Stroke {
  slice: number;
  label: number;
  radius: number;
  last: Point;
  seen: Map<number, number>;
}

export function beginStroke(session: Session, at: Point): Stroke {
  const { look, tool, brush, label } = session.store.get();
  const stroke: Stroke = {
    slice: look.slice,
    label: tool === 'eraser' ? 0 : label,
    radius: brush,
    last: at,
    seen: new Map(),
  };
  extendStroke(session, stroke, at);
  return stroke;
}

export function extendStroke(session: Session, stroke: Stroke, to: Point): void {
  const width = session.store.get().study?.shape[2] ?? 1;
  drawLine(session.mask(stroke.slice), width, [stroke.last, to], stroke, stroke.seen);
  stroke.last = to;
  session.store.dispatch({ type: 'painted' });
}

export function endStroke(session: Session, { slice, label, seen }: Stroke): void {
  const patch = patchOf(slice, seen, label);
  if (!patch) return;
  session.history.push(patch);
  changed(session, patch);
}

/** Takes back what was drawn so far, as if the stroke had not begun. */
export function dropStroke(session: Session, { slice, seen }: Stroke): void {
  const mask = session.mask(slice);
  for (const [index, label] of seen) mask[index] = label;
  session.store.dispatch({ type: 'painted' });
}

export function undo(session: Session): void {
  const patch = session.history.undo();
  if (!patch) return;
  undoPatch(session.mask(patch.slice), patch);
  changed(session, patch);
}

export function redo(session: Session): void {
  const patch = session.history.redo();
  if (!patch) return;
  redoPatch(session.mask(patch.slice), patch);
  changed(session, patch);
}

function changed(session: Session, { slice }: Patch): void {
  const { store, history, keeper, input } = session;
  const mask = session.mask(slice);
  session.maskChanged(slice);
  store.dispatch({ type: 'edited', input, slice, count: countMarked(mask) });
  store.dispatch({ type: 'history', ...history.sizes });
  store.dispatch({ type: 'look', look: { slice } });
  const { results, study } = store.get();
  const { classes = 2, maker } = results[input] ?? {};
  const slices = study?.shape[0] ?? 1;
  keeper.saveMask({ input, slice, slices, mask: mask.slice(), edited: true, classes, maker });
  // Finding lungs in a large volume takes seconds: only once the hand rests.
  clearTimeout(resting);
  resting = setTimeout(() => updateShares(session), 1500);
}

let resting: ReturnType<typeof setTimeout> | undefined;
