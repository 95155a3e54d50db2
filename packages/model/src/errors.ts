/** What this package throws on bad input. */
import type { Refuse } from '@miniseg/engine';

export type ModelErrorCode =
  /** An option out of range, or one that does not exist; something that is no model. */
  | 'option'
  /** A checkpoint that does not fit the network. */
  | 'checkpoint'
  /** Pixels that `segment` cannot take. */
  | 'image'
  /** No mean and standard deviation are known. */
  | 'normalization'
  /** A model that another format cannot express. */
  | 'export'
  /** A model folder that cannot be read or written. */
  | 'file';

const BRAND = Symbol.for('@miniseg/model.error');

/** Recognize it by `ModelError.isInstance(error)`, which also holds across copies of the package. */
export class ModelError extends Error {
  readonly code: ModelErrorCode;
  readonly [BRAND] = true;

  constructor(code: ModelErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ModelError';
    this.code = code;
  }

  static isInstance(value: unknown): value is ModelError {
    return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[BRAND] === true;
  }
}

/** For the checks that this package shares with the engine. */
export const refuse: Refuse = (code, message) => new ModelError(code, message);
