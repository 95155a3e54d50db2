/** Inputs of which every slice has its mask. */
import type { InputInfo } from '../shared/types.js';
import type { State } from '../state/state.js';

export function finishedInputs({ inputs, results }: Pick<State, 'inputs' | 'results'>): InputInfo[] {
  return inputs.filter(({ id }) => {
    const counts = results[id]?.counts ?? [];
    return counts.length > 0 && !counts.includes(undefined);
  });
}
