import type { Refuse } from '@miniseg/engine';

/**
 * What went wrong, for programs; the message says it for people.
 *
 * - `invalid-argument`: an option that is unknown or out of range, or something that is no model
 * - `image`: pixels that the network cannot take
 * - `normalization`: no mean and standard deviation are known
 * - `layer`: a layer that has no compiled form
 * - `device`: a graphics device that is not there, or not any more
 */
export type CompileErrorCode = 'invalid-argument' | 'image' | 'normalization' | 'layer' | 'device';

const BRAND = Symbol.for('@miniseg/compile.error');

/** The one error of this package; `code` is stable, the message is for people. */
export class CompileError extends Error {
  override readonly name = 'CompileError';
  readonly code: CompileErrorCode;

  constructor(code: CompileErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** True for errors of any copy of this package, where `instanceof` knows only its own. */
  static isInstance(value: unknown): value is CompileError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}

/** For the checks that this package shares with the engine. */
export const refuse: Refuse = (code, message) => new CompileError(code, message);
