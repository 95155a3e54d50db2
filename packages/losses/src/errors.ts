const BRAND = Symbol.for('@miniseg/losses.error');

/**
 * - `shape`: ranks or sizes of labels and logits do not fit each other
 * - `dtype`: a tensor of another type
 * - `label`: a label that is no class and not the ignore label
 * - `weights`: class weights, term weights or pixel counts that cannot be used
 * - `option`: any other option out of its range
 */
export type LossErrorCode = 'shape' | 'dtype' | 'label' | 'weights' | 'option';

/** The one error of this package; `code` is stable, the message is for people. */
export class LossError extends Error {
  override readonly name = 'LossError';

  constructor(
    readonly code: LossErrorCode,
    message: string,
  ) {
    super(message);
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** True for errors of any copy of this package, where `instanceof` knows only its own. */
  static isInstance(value: unknown): value is LossError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}
