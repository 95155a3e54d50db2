/** One measured figure: a value with its unit, or the reason why there is none. */
import { type Emptiness, type EmptyPolicy, emptyValue } from './empty-policy.js';
import type { Unit } from './geometry.js';
import type { MaskDistances } from './mask-distances.js';

/** Why a figure has no value of its own. */
export type Reason = 'both-empty' | 'prediction-empty' | 'truth-empty' | 'truth-full' | 'class-absent';

/** A measured figure, or the reason why there is none. */
export interface Figure {
  /** Undefined where the policy excludes the figure. Never NaN, never Infinity. */
  value: number | undefined;
  /** Absent for ratios. */
  unit?: Unit;
  /** Set when the figure could not be measured. A value beside it comes from the policy. */
  reason?: Reason;
}

export function emptyReason(empty: Exclude<Emptiness, 'none'>): Reason {
  return `${empty}-empty`;
}

/** A length. */
export interface DistanceFigure extends Figure {
  unit: Unit;
}

/** The figure that a policy gives to masks of which one is empty; undefined when both have foreground. */
export function emptyDistance(
  { empty, unit, diagonal }: MaskDistances,
  policy: EmptyPolicy,
  what: string,
): DistanceFigure | undefined {
  if (empty === 'none') return undefined;
  return {
    value: emptyValue(empty, policy, { best: 0, worst: diagonal }, what),
    unit,
    reason: emptyReason(empty),
  };
}
