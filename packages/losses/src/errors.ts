/**
 * What went wrong, for programs; the message says it for people.
 *
 * - `shape`: ranks or sizes of labels and logits do not fit each other
 * - `dtype`: a tensor of another type
 * - `label`: a label that is no class and not the ignore label
 * - `weights`: class weights, term weights or pixel counts that cannot be used
 * - `invalid-argument`: any other value that is unknown or breaks a rule
 */
export type LossErrorCode = 'shape' | 'dtype' | 'label' | 'weights' | 'invalid-argument';

const BRAND = Symbol.for('@miniseg/losses.error');

/** The one error of this package; `code` is stable, the message is for people. */
export class LossError extends Error {
  override readonly name = 'LossError';
  readonly code: LossErrorCode;

  constructor(code: LossErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** True for errors of any copy of this package, where `instanceof` knows only its own. */
  static isInstance(value: unknown): value is LossError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}
