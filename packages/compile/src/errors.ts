/** What this package throws on bad input. */
import type { Refuse } from '@miniseg/engine';

export type CompileErrorCode =
  /** An option out of range, or one that does not exist; something that is no model. */
  | 'option'
  /** Pixels that the network cannot take. */
  | 'image'
  /** No mean and standard deviation are known. */
  | 'normalization'
  /** A graphics device that is not there, or not any more. */
  | 'device';

const BRAND = Symbol.for('@miniseg/compile.error');

/** Recognize it by `CompileError.isInstance(error)`, which also holds across copies of the package. */
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

/** For the checks that this package shares with the engine. */
export const refuse: Refuse = (code, message) => new CompileError(code, message);
