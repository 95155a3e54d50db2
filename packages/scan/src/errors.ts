const BRAND = Symbol.for('@miniseg/scan.error');

/**
 * What went wrong, for programs; the message says it for people.
 *
 * - `empty`: a folder without anything that can be segmented
 * - `unsupported`: an image of a kind that is not segmented, such as one in color
 * - `invalid-argument`: a value given by the caller breaks a rule
 * - `io`: the file system refused
 * - `too-large`: an input that needs more memory than the limit allows
 */
export type ScanErrorCode = 'empty' | 'unsupported' | 'invalid-argument' | 'io' | 'too-large';

/**
 * The one error of this package. Two copies of the package may be loaded at once, so it is told by
 * `ScanError.isInstance(error)` and not by `instanceof`.
 *
 * @example
 * try { await collectInputs(paths); } catch (error) {
 *   if (ScanError.isInstance(error) && error.code === 'empty') askForAnotherFolder();
 * }
 */
export class ScanError extends Error {
  override readonly name = 'ScanError';
  readonly code: ScanErrorCode;

  constructor(code: ScanErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, BRAND, { value: true });
  }

  static isInstance(value: unknown): value is ScanError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}
