/**
 * What went wrong, for programs; the message says it for people.
 *
 * - `invalid-argument`: a name that is no backend, or an option that is unknown or breaks a rule
 * - `missing`: the backend's package is not installed
 * - `failed`: the backend cannot be used here, or stopped working
 */
export type BackendErrorCode = 'invalid-argument' | 'missing' | 'failed';

const BRAND = Symbol.for('@miniseg/backends.error');

/** The one error of this package; `code` is stable, the message is for people. */
export class BackendError extends Error {
  override readonly name = 'BackendError';
  readonly code: BackendErrorCode;
  /** What is wrong, one or more sentences. */
  readonly reason: string;
  /** What the user can do, one or more sentences; the message ends with it. */
  readonly cure: string | undefined;

  constructor(
    code: BackendErrorCode,
    reason: string,
    { cure, ...options }: ErrorOptions & { cure?: string } = {},
  ) {
    super(cure === undefined ? reason : `${reason} ${cure}`, options);
    this.code = code;
    this.reason = reason;
    this.cure = cure;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** True for errors of any copy of this package, where `instanceof` knows only its own. */
  static isInstance(value: unknown): value is BackendError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}
