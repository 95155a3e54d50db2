/** What this package throws when a backend cannot be had. */

const BRAND = Symbol.for('@miniseg/backends.error');

export type BackendErrorCode = 'unknown' | 'missing' | 'failed';

/** Recognise it by `BackendError.isInstance(error)`, which also holds across copies of the package. */
export class BackendError extends Error {
  readonly code: BackendErrorCode;
  /** What is wrong, one or more sentences. */
  readonly reason: string;
  /** What the user can do, one or more sentences; the message ends with it. */
  readonly cure: string | undefined;
  readonly [BRAND] = true;

  constructor(
    code: BackendErrorCode,
    reason: string,
    { cure, cause }: { cure?: string; cause?: unknown } = {},
  ) {
    super(cure === undefined ? reason : `${reason} ${cure}`, cause === undefined ? undefined : { cause });
    this.name = 'BackendError';
    this.code = code;
    this.reason = reason;
    this.cure = cure;
  }

  static isInstance(value: unknown): value is BackendError {
    return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[BRAND] === true;
  }
}
