/** What went wrong, for programs: `invalid-argument`, something that is no memory. The message says it for people. */
export type KernelsErrorCode = 'invalid-argument';

const BRAND = Symbol.for('@miniseg/kernels.error');

/** The one error of this package; `code` is stable, the message is for people. */
export class KernelsError extends Error {
  override readonly name = 'KernelsError';
  readonly code: KernelsErrorCode;

  constructor(code: KernelsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** True for errors of any copy of this package, where `instanceof` knows only its own. */
  static isInstance(value: unknown): value is KernelsError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}
