import { checkOptions } from '../check-options.js';
import type { Schedule } from '../types.js';
import { checkRate, schedule } from './schedule.js';

/**
 * Half a cosine from `rate` down to `floor`: floor + (rate - floor) (1 + cos(pi step / total)) / 2.
 *
 * @param options `rate` default 1e-3, `floor` default 0
 * @throws {TrainError} `invalid-argument`
 * @example cosine({ rate: 1e-3 })(50, 100); // 5e-4
 */
export function cosine(options: { rate?: number; floor?: number } = {}): Schedule {
  const { rate = 1e-3, floor = 0 } = checkOptions('cosine', options, { rate: 1, floor: 1 });
  checkRate('rate', rate);
  checkRate('floor', floor);
  return schedule({ name: 'cosine', rate, floor }, (step, total) => {
    const share = Math.min(1, step / total);
    return floor + ((rate - floor) * (1 + Math.cos(Math.PI * share))) / 2;
  });
}
