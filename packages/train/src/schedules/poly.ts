import { checkOptions } from '../check-options.js';
import type { Schedule } from '../types.js';
import { checkRate, schedule } from './schedule.js';

/**
 * rate (1 - step / total)^power, the schedule of the paper and the reference.
 *
 * @param options `rate` default 1e-3, `power` default 0.9
 * @throws {TrainError} `invalid-argument`
 * @example poly({ rate: 1e-3 })(50, 100); // 5.36e-4
 */
export function poly(options: { rate?: number; power?: number } = {}): Schedule {
  const { rate = 1e-3, power = 0.9 } = checkOptions('poly', options, { rate: 1, power: 1 });
  checkRate('rate', rate);
  checkRate('power', power);
  return schedule(
    { name: 'poly', rate, power },
    (step, total) => rate * Math.max(0, 1 - step / total) ** power,
  );
}
