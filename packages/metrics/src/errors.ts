/** The one error class of this package. */

/** What went wrong, for programs; the message is for people. */
export type MetricsErrorCode =
  | 'bad-option'
  | 'bad-shape'
  | 'duplicate-case'
  | 'empty-mask'
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

const brand = Symbol.for('@miniseg/metrics.error');

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
  readonly code: MetricsErrorCode;

  constructor(code: MetricsErrorCode, message: string) {
    super(message);
    this.name = 'MetricsError';
    this.code = code;
    Object.defineProperty(this, brand, { value: true });
  }

  static isInstance(value: unknown): value is MetricsError {
    return typeof value === 'object' && value !== null && brand in value;
  }
}
