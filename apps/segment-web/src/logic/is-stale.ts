/** Whether a mask was made by other weights than those that are loaded now. */
import type { Result, State } from '../state/state.js';
import { makerOf } from './maker-of.js';

export function isStale(result: Result | undefined, { engine }: Pick<State, 'engine'>): boolean {
  if (!result?.maker || !engine) return false;
  return result.maker.key !== makerOf(engine).key;
}
