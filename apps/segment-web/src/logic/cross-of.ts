import type { StudyInfo } from '../shared/types.js';
import type { Look } from '../state/state.js';

/** Where the other planes cut the axial slice; through its middle until somebody chose. */
export function crossOf(
  { cross }: Pick<Look, 'cross'>,
  { shape }: Pick<StudyInfo, 'shape'>,
): { row: number; column: number } {
  return cross ?? { row: shape[1] >> 1, column: shape[2] >> 1 };
}
