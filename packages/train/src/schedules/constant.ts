import type { Schedule } from '../types.js';
import { checkRate, schedule } from './schedule.js';

/**
 * The same rate throughout.
 *
 * @throws {TrainError} `invalid-argument`
 * @example constant(1e-3)(50, 100); // 1e-3
 */
export function constant(rate: number): Schedule {
  checkRate('rate', rate);
  return schedule({ name: 'constant', rate }, () => rate);
}
