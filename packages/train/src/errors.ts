/**
 * What went wrong, for programs; the message says it for people.
 *
 * - `invalid-argument`: an unknown option, or a value out of its range
 * - `model`: a model that cannot be trained: no weights, outputs that are no logits
 * - `data`: no batch, a batch without masks, sizes that do not fit, values that are not finite
 * - `label`: a mask with a label that is no class
 * - `memory`: a step needs more memory than there is
 * - `device`: the graphics card was lost, with everything on it
 * - `diverged`: loss, gradient or weights are not finite; the error has a `diagnosis`
 * - `corrupt`: a checkpoint is damaged, or no checkpoint of this package
 * - `mismatch`: a checkpoint of another model or of a run with other settings
 * - `exists`, `missing`: there are checkpoints where none may be, or none where one must be
 * - `locked`: another run has the storage
 * - `storage`: a checkpoint could not be written or read
 * - `state`: a call at the wrong time, such as two runs at once
 */
export type TrainErrorCode =
  | 'invalid-argument'
  | 'model'
  | 'data'
  | 'label'
  | 'memory'
  | 'device'
  | 'diverged'
  | 'corrupt'
  | 'mismatch'
  | 'exists'
  | 'missing'
  | 'locked'
  | 'storage'
  | 'state';

/** What was found when a loss or a gradient was not finite. */
export interface Diagnosis {
  /** The step that failed, from 0; the weights are those before it, or before the first step that ruined them. */
  step: number;
  epoch: number;
  /** First batch of the step within its epoch. */
  batch: number;
  /** Items in the batch that failed. */
  indices: readonly number[];
  learningRate: number;
  loss: number;
  heads: readonly number[];
  /** The first that is not finite, in the order of the computation. */
  first: { kind: 'input' | 'weight' | 'layer' | 'loss' | 'gradient'; name: string };
  /** Step to which the weights were set back: they are what they were before it. */
  restoredStep: number;
}

const BRAND = Symbol.for('@miniseg/train.error');

/** The one error of this package; `code` is stable, the message is for people. */
export class TrainError extends Error {
  override readonly name = 'TrainError';
  readonly code: TrainErrorCode;
  /** What was found; only errors with the code `diverged` have it. */
  declare readonly diagnosis?: Diagnosis;

  constructor(
    code: TrainErrorCode,
    message: string,
    { diagnosis, ...options }: ErrorOptions & { diagnosis?: Diagnosis } = {},
  ) {
    super(message, options);
    this.code = code;
    if (diagnosis) this.diagnosis = diagnosis;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** True for errors of any copy of this package, where `instanceof` knows only its own. */
  static isInstance(value: unknown): value is TrainError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}
