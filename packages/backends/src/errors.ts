/** What this package throws when a backend cannot be had. */

const BRAND = Symbol.for('@miniseg/backends.error');

/** Recognise it by `BackendError.isInstance(error)`, which also holds across copies of the package. */
export class BackendError extends Error {
  readonly code: 'unknown' | 'missing' | 'failed';
  readonly [BRAND] = true;

  constructor(code: 'unknown' | 'missing' | 'failed', message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BackendError';
    this.code = code;
  }

  static isInstance(value: unknown): value is BackendError {
    return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[BRAND] === true;
  }
}
