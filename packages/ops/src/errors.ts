/**
 * What went wrong, for programs; the message says it for people.
 *
 * - `rank`: a tensor with too few or too many dimensions
 * - `shape`: tensors whose sizes do not fit each other
 * - `invalid-argument`: any other value that is unknown or breaks a rule
 * - `backend`: no TensorFlow.js backend is registered
 */
export type OpsErrorCode = 'rank' | 'shape' | 'invalid-argument' | 'backend';

const BRAND = Symbol.for('@miniseg/ops.error');

/** The one error of this package; `code` is stable, the message is for people. */
export class OpsError extends Error {
  override readonly name = 'OpsError';
  readonly code: OpsErrorCode;

  constructor(code: OpsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** True for errors of any copy of this package, where `instanceof` knows only its own. */
  static isInstance(value: unknown): value is OpsError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}
