/** How often the network looks at each slice. */
import { chooseViews } from '../app/use-weights.js';
import type { Views } from '../shared/types.js';
import { useAppState, useSession } from './context.js';

const NAMES: Record<Views | 'once', string> = {
  once: 'Once, as it is',
  flips: 'Four mirror images, averaged: 4 times the time',
  multiscale: 'Mirror images at three sizes, averaged: about 12.5 times the time',
};

export function ViewsChoice() {
  const session = useSession();
  const { engine, engineState, run } = useAppState();
  return (
    <label class="field">
      <span>Looks at each slice</span>
      <select
        value={engine?.tta ?? 'once'}
        disabled={!engine || engineState !== 'ready' || run !== undefined}
        onChange={({ currentTarget: { value } }) =>
          chooseViews(session, value === 'once' ? undefined : (value as Views))
        }
      >
        {Object.entries(NAMES).map(([name, says]) => (
          <option key={name} value={name}>
            {says}
          </option>
        ))}
      </select>
    </label>
  );
}
