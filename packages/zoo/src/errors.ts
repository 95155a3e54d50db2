/**
 * What went wrong, for programs; the message says it for people.
 *
 * - `invalid-argument`: a value that is no model or no weights, an option that is unknown or out of range
 * - `image`: an image or a batch that the network does not take
 * - `state`: a state dict that does not fit the network
 * - `model`: a model that the zoo did not make
 */
export type ZooErrorCode = 'invalid-argument' | 'image' | 'state' | 'model';

const BRAND = Symbol.for('@miniseg/zoo.error');

/** The one error of this package; `code` is stable, the message is for people. */
export class ZooError extends Error {
  override readonly name = 'ZooError';
  readonly code: ZooErrorCode;

  constructor(code: ZooErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** True for errors of any copy of this package, where `instanceof` knows only its own. */
  static isInstance(value: unknown): value is ZooError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}
