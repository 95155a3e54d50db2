/** What this package throws on bad input. */

export type ThreadsErrorCode =
  /** An option or argument that cannot be used. */
  | 'option'
  /** A WebAssembly module whose memory is not what the call needs. */
  | 'module'
  /** A pool that was disposed, a worker that did not start, or a kernel that trapped. */
  | 'state';

const BRAND = Symbol.for('@miniseg/threads.error');

/** Recognize it by `ThreadsError.isInstance(error)`, which also holds across copies of the package. */
export class ThreadsError extends Error {
  readonly code: ThreadsErrorCode;
  readonly [BRAND] = true;

  constructor(code: ThreadsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ThreadsError';
    this.code = code;
  }

  static isInstance(value: unknown): value is ThreadsError {
    return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[BRAND] === true;
  }
}
