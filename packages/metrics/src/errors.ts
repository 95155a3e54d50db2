/**
 * What went wrong, for programs; the message says it for people.
 *
 * - `invalid-argument`: an option that is unknown or breaks a rule, or no array where one is needed
 * - `bad-shape`: a shape that is none; `shape-mismatch`: arrays whose sizes differ
 * - `label-range`, `nan`, `not-binary`, `not-finite`, `not-integer`, `not-one-hot`: a value that cannot be scored
 * - `duplicate-case`, `mixed-units`: results that cannot be put together
 * - `empty-mask`, `zero-division`: what has no value, where the policy is to throw
 * - `overflow`: more pixels than float64 counts exactly
 */
export type MetricsErrorCode =
  | 'bad-shape'
  | 'duplicate-case'
  | 'empty-mask'
  | 'invalid-argument'
  | 'label-range'
  | 'mixed-units'
  | 'nan'
  | 'not-binary'
  | 'not-finite'
  | 'not-integer'
  | 'not-one-hot'
  | 'overflow'
  | 'shape-mismatch'
  | 'zero-division';

const BRAND = Symbol.for('@miniseg/metrics.error');

/**
 * Thrown for input that cannot be measured. The message says the value seen, the rule it breaks and the cure.
 *
 * Ask `MetricsError.isInstance(error)` instead of `instanceof`, which fails when two copies of the package are
 * loaded.
 *
 * @example
 * try {
 *   confusion([0, 2], [0, 1], { classes: 2 });
 * } catch (error) {
 *   if (MetricsError.isInstance(error)) console.log(error.code); // label-range
 * }
 */
export class MetricsError extends Error {
  override readonly name = 'MetricsError';
  readonly code: MetricsErrorCode;

  constructor(code: MetricsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** True for errors of any copy of this package, where `instanceof` knows only its own. */
  static isInstance(value: unknown): value is MetricsError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}
