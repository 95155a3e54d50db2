const BRAND = Symbol.for('@miniseg/formats.error');

/**
 * What went wrong, for programs; the message says it for people.
 *
 * - `empty`: no bytes, no files, no voxels
 * - `unknown-format`: the bytes are none of the formats that can be read
 * - `truncated`: the file ends before what its header announces
 * - `corrupt`: the file contradicts itself or its format
 * - `too-large`: the file announces more than the limit allows
 * - `unsupported`: valid, and not read or written here
 * - `geometry`: slices, volumes or masks that do not fit together
 * - `invalid-argument`: a value given by the caller breaks a rule
 * - `io`: the file system refused
 */
export type FormatErrorCode =
  | 'empty'
  | 'unknown-format'
  | 'truncated'
  | 'corrupt'
  | 'too-large'
  | 'unsupported'
  | 'geometry'
  | 'invalid-argument'
  | 'io';

/**
 * The one error of this package. Two copies of the package may be loaded at once, so it is told by
 * `FormatError.isInstance(error)` and not by `instanceof`.
 *
 * @example
 * try { readSlice(bytes); } catch (error) {
 *   if (FormatError.isInstance(error) && error.code === 'truncated') retryDownload();
 * }
 */
export class FormatError extends Error {
  override readonly name = 'FormatError';
  readonly code: FormatErrorCode;

  constructor(code: FormatErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, BRAND, { value: true });
  }

  static isInstance(value: unknown): value is FormatError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}
