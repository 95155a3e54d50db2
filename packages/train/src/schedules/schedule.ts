import { check } from '../check-options.js';
import { TrainError } from '../errors.js';
import type { Json, Schedule } from '../types.js';

/** A schedule of your own, with the settings that tell it apart when a run is resumed. */
export function schedule(config: Json, rate: (step: number, total: number) => number): Schedule {
  check(typeof rate === 'function', 'The rate', rate, 'it is a function (step, total) => learning rate');
  return Object.assign((step: number, total: number) => rate(step, total), { config });
}

export function checkRate(name: string, value: number): void {
  if (Number.isFinite(value) && value >= 0) return;
  throw new TrainError('invalid-argument', `${name} of the schedule is ${value}; it must be 0 or more.`);
}

export function checkSteps(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new TrainError(
    'invalid-argument',
    `${name} of the schedule is ${value}; it must be a whole number of updates from 1 on.`,
  );
}
