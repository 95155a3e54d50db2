/** What this package throws on bad input. */

export type EngineErrorCode =
  /** An option out of range, or one that does not exist. */
  | 'option'
  /** A program that contradicts itself, or a file that holds none. */
  | 'program'
  /** Pixels that the engine cannot take. */
  | 'image'
  /** No mean and standard deviation are known. */
  | 'normalization'
  /** The engine was disposed, or a kernel failed. */
  | 'state';

const BRAND = Symbol.for('@miniseg/engine.error');

/** Recognize it by `EngineError.isInstance(error)`, which also holds across copies of the package. */
export class EngineError extends Error {
  readonly code: EngineErrorCode;
  readonly [BRAND] = true;

  constructor(code: EngineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EngineError';
    this.code = code;
  }

  static isInstance(value: unknown): value is EngineError {
    return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[BRAND] === true;
  }
}

/**
 * Makes the error of whoever was called: packages that share the checks of images and options throw their own, with the
 * same codes and words.
 */
export type Refuse = (code: 'image' | 'normalization' | 'option', message: string) => Error;

export const refuse: Refuse = (code, message) => new EngineError(code, message);
