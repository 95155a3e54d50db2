/**
 * What went wrong, for programs; the message says it for people.
 *
 * - `invalid-argument`: an option or argument that is unknown or breaks a rule, such as a WebAssembly module with another memory
 * - `state`: a pool that was disposed, a worker that did not start, or a kernel that trapped
 */
export type ThreadsErrorCode = 'invalid-argument' | 'state';

const BRAND = Symbol.for('@miniseg/threads.error');

/** The one error of this package; `code` is stable, the message is for people. */
export class ThreadsError extends Error {
  override readonly name = 'ThreadsError';
  readonly code: ThreadsErrorCode;

  constructor(code: ThreadsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** True for errors of any copy of this package, where `instanceof` knows only its own. */
  static isInstance(value: unknown): value is ThreadsError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}
