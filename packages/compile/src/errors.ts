/** What this package throws on bad input. */

export type CompileErrorCode =
  /** An option of `miniSeg` out of range. */
  | 'option'
  /** A checkpoint that does not fit the network. */
  | 'checkpoint'
  /** Pixels that `segment` cannot take. */
  | 'image'
  /** No mean and standard deviation are known. */
  | 'normalization'
  /** A model that another format cannot express. */
  | 'export'
  /** A graphics device that is not there, or not any more. */
  | 'device'
  /** A model folder that cannot be read or written. */
  | 'file';

const BRAND = Symbol.for('@miniseg/compile.error');

/** Recognise it by `CompileError.isInstance(error)`, which also holds across copies of the package. */
export class CompileError extends Error {
  readonly code: CompileErrorCode;
  readonly [BRAND] = true;

  constructor(code: CompileErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CompileError';
    this.code = code;
  }

  static isInstance(value: unknown): value is CompileError {
    return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[BRAND] === true;
  }
}
