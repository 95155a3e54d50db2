/**
 * What went wrong, for programs; the message says it for people.
 *
 * - `invalid-argument`: an address, query, identifier or option that breaks a rule
 * - `network`: the archive could not be reached, or the connection broke, after all retries
 * - `http`: the archive answered with an error, of which `status` is the number
 * - `corrupt`: an answer that contradicts DICOMweb
 * - `limit-exceeded`: an object larger than the limit that the caller set
 */
export type DicomWebErrorCode = 'invalid-argument' | 'network' | 'http' | 'corrupt' | 'limit-exceeded';

const BRAND = Symbol.for('@miniseg/dicomweb.error');

/** The one error of this package; `code` is stable, the message is for people. */
export class DicomWebError extends Error {
  override readonly name = 'DicomWebError';
  readonly code: DicomWebErrorCode;
  /** Of the answer, with `http`. */
  readonly status?: number;

  constructor(code: DicomWebErrorCode, message: string, options?: ErrorOptions & { status?: number }) {
    super(message, options);
    this.code = code;
    this.status = options?.status;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** True for errors of any copy of this package, where `instanceof` knows only its own. */
  static isInstance(value: unknown): value is DicomWebError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}
