import { checkOptions } from '../check-options.js';
import { TrainError } from '../errors.js';
import type { Schedule } from '../types.js';
import { checkRate, checkSteps, schedule } from './schedule.js';

/** Options of `stepDecay`. */
export interface StepDecayOptions {
  /** At the start. Default 1e-3. */
  rate?: number;
  /** Factor at each milestone. Default 0.1. */
  factor?: number;
  /** Every so many updates ... */
  every?: number;
  /** ... or at these shares of the run, ascending, in (0, 1). */
  milestones?: readonly number[];
}

/**
 * A staircase: rate times factor for each milestone that has been reached.
 *
 * @throws {TrainError} `invalid-argument` unless there is either `every` or `milestones`
 * @example stepDecay({ rate: 0.1, milestones: [0.5, 0.75] })(60, 100); // 0.01
 */
export function stepDecay(options: StepDecayOptions): Schedule {
  checkOptions('stepDecay', options, { rate: 1, factor: 1, every: 1, milestones: 1 });
  const { rate = 1e-3, factor = 0.1, every, milestones } = options;
  checkRate('rate', rate);
  checkRate('factor', factor);
  if (every !== undefined && milestones === undefined) {
    checkSteps('every', every);
    return schedule(
      { name: 'stepDecay', rate, factor, every },
      (step) => rate * factor ** Math.floor(step / every),
    );
  }
  if (
    every !== undefined ||
    !Array.isArray(milestones) ||
    !milestones.every((at, i) => at > (milestones[i - 1] ?? 0) && at < 1)
  ) {
    throw new TrainError(
      'invalid-argument',
      `The step schedule has every ${every} and milestones [${milestones ?? ''}]; give either updates for every, or ` +
        'ascending milestones between 0 and 1.',
    );
  }
  return schedule(
    { name: 'stepDecay', rate, factor, milestones: [...milestones] },
    (step, total) => rate * factor ** milestones.filter((at) => step >= at * total).length,
  );
}
