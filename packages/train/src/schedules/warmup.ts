import { check, checkOptions } from '../check-options.js';
import type { Schedule } from '../types.js';
import { checkRate, checkSteps, schedule } from './schedule.js';

/**
 * A linear start: over the first `steps` updates another schedule's rate is multiplied by a factor that grows from `from`
 * to 1. The other schedule is not delayed.
 *
 * @param options `steps` in updates, `from` default 0: the first update then has a rate of 0
 * @throws {TrainError} `invalid-argument`
 * @example warmup(cosine({ rate: 1e-3 }), { steps: 500, from: 0.01 });
 */
export function warmup(after: Schedule, options: { steps: number; from?: number }): Schedule {
  const { steps, from = 0 } = checkOptions('warmup', options, { steps: 1, from: 1 });
  check(typeof after === 'function', 'The schedule to warm up', after, 'it is a schedule, such as poly()');
  checkSteps('steps', steps);
  checkRate('from', from);
  return schedule({ name: 'warmup', steps, from, after: after.config ?? 'custom' }, (step, total) => {
    const factor = step < steps ? from + ((1 - from) * step) / steps : 1;
    return factor * after(step, total);
  });
}
