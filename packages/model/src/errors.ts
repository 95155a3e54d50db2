import type { Refuse } from '@miniseg/engine';

/**
 * What went wrong, for programs; the message says it for people.
 *
 * - `invalid-argument`: an option that is unknown or out of range, or something that is no model
 * - `checkpoint`: a checkpoint that does not fit the network
 * - `image`: pixels that `segment` cannot take
 * - `normalization`: no mean and standard deviation are known
 * - `export`: a model that another format cannot express
 * - `file`: a model folder, or a place for downloaded weights, that cannot be read or written
 * - `missing`: weights of a name that is not known, or something that is needed to check them
 * - `consent`: weights that are not here, and whose download or license the caller did not agree to
 * - `download`: an address that gave no file
 * - `too-large`: a file beyond the limit
 * - `corrupt`: a file that is not the one that was named
 */
export type ModelErrorCode =
  | 'invalid-argument'
  | 'checkpoint'
  | 'image'
  | 'normalization'
  | 'export'
  | 'file'
  | 'missing'
  | 'consent'
  | 'download'
  | 'too-large'
  | 'corrupt';

const BRAND = Symbol.for('@miniseg/model.error');

/** The one error of this package; `code` is stable, the message is for people. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly code: ModelErrorCode;

  constructor(code: ModelErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** True for errors of any copy of this package, where `instanceof` knows only its own. */
  static isInstance(value: unknown): value is ModelError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}

/** For the checks that this package shares with the engine. */
export const refuse: Refuse = (code, message) => new ModelError(code, message);
