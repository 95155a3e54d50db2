import { check } from '../check-options.js';
import { TrainError } from '../errors.js';
import type { Schedule } from '../types.js';
import { schedule } from './schedule.js';

/**
 * Schedules one after the other. Each gets a share of the run, counts its own updates from 0, and sees its own total.
 *
 * @param parts schedules and their shares, which add up to 1
 * @throws {TrainError} `invalid-argument`
 * @example chain([[constant(1e-3), 0.5], [cosine({ rate: 1e-3 }), 0.5]]);
 */
export function chain(parts: readonly (readonly [Schedule, number])[]): Schedule {
  const arePairs = Array.isArray(parts) && parts.every((part) => typeof part?.[0] === 'function');
  check(
    arePairs,
    'The parts',
    parts,
    'they are pairs of a schedule and its share, such as [[constant(1e-3), 1]]',
  );
  const sum = parts.reduce((total, [, share]) => total + share, 0);
  if (!parts.every(([, share]) => share > 0) || !(Math.abs(sum - 1) < 1e-9)) {
    throw new TrainError(
      'invalid-argument',
      `The shares of the chained schedules are [${parts.map(([, share]) => share)}]; all must be positive and add up to 1.`,
    );
  }
  const config = { name: 'chain', parts: parts.map(([part, share]) => [part.config ?? 'custom', share]) };
  return schedule(config, (step, total) => {
    let end = 0;
    let start = 0;
    for (const [i, [part, share]] of parts.entries()) {
      start = Math.round(end * total);
      end += share;
      const next = i + 1 === parts.length ? total : Math.round(end * total);
      if (step < next || i + 1 === parts.length) return part(step - start, Math.max(1, next - start));
    }
    return 0;
  });
}
