/**
 * What went wrong, for programs; the message says it for people.
 *
 * - `invalid-argument`: an option that is unknown or out of range
 * - `program`: a program that contradicts itself, or a file that holds none
 * - `image`: pixels that the engine cannot take
 * - `memory`: an image that needs more memory than is allowed
 * - `normalization`: no mean and standard deviation are known
 * - `state`: the engine was disposed, or a kernel failed
 */
export type EngineErrorCode = 'invalid-argument' | 'program' | 'image' | 'memory' | 'normalization' | 'state';

const BRAND = Symbol.for('@miniseg/engine.error');

/** The one error of this package; `code` is stable, the message is for people. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: EngineErrorCode;

  constructor(code: EngineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** True for errors of any copy of this package, where `instanceof` knows only its own. */
  static isInstance(value: unknown): value is EngineError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}

/**
 * Makes the error of whoever was called: packages that share the checks of images and options throw their own, with the
 * same codes and words.
 */
export type Refuse = (code: 'image' | 'normalization' | 'invalid-argument', message: string) => Error;

export const refuse: Refuse = (code, message) => new EngineError(code, message);
