/**
 * What went wrong, for programs; the message says it for people.
 *
 * - `invalid-argument`: an argument of the layer is unknown or breaks a rule
 */
export type AHSPErrorCode = 'invalid-argument';

const BRAND = Symbol.for('@miniseg/ahsp.error');

/** The one error of this package; `code` is stable, the message is for people. */
export class AHSPError extends Error {
  override readonly name = 'AHSPError';
  readonly code: AHSPErrorCode;

  constructor(code: AHSPErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** True for errors of any copy of this package, where `instanceof` knows only its own. */
  static isInstance(value: unknown): value is AHSPError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}
