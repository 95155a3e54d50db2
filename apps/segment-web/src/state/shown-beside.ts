import { sliceBeside } from '../logic/hanging.js';
import type { Viewport } from '../logic/viewport.js';
import type { GreyRange, StudyInfo } from '../shared/types.js';
import type { State } from './state.js';

/** How the study beside is seen: as the open one where both are linked, else in its own way. */
export function shownBeside({ study, beside, look }: Pick<State, 'study' | 'beside' | 'look'>): {
  slice: number;
  /** There is no slice at the height of the open one: this is the nearest end. */
  outside: boolean;
  viewport: Viewport;
  window: GreyRange;
} {
  if (!study || !beside) throw new Error('Nothing hangs beside.');
  const { slice, viewport, window, anchor } = beside;
  if (!beside.linked) return { slice, outside: false, viewport, window };
  return {
    ...sliceBeside(look.slice, anchor, study, beside.study),
    viewport: look.viewport,
    window: sameWindow(study, beside.study) ? look.window : window,
  };
}

/** Values of other units cannot share what is black and white. */
export const sameWindow = (one: StudyInfo, other: StudyInfo): boolean => one.hounsfield && other.hounsfield;

/** The study that is seen beside the open one; what hangs beside itself, or behind other pictures, is not. */
export function visibleBeside({ study, beside, look }: State): State['beside'] {
  return study && beside && beside.study.input !== study.input && !look.compare && !look.planes
    ? beside
    : undefined;
}
