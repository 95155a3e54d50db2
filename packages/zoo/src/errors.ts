/** What the zoo throws. */

const BRAND = Symbol.for('@miniseg/zoo.error');

/**
 * - `invalid-argument`: an option of a network that is unknown or out of range
 * - `size`: an image or a batch that the network does not take
 * - `state`: a state dict that does not fit the network
 * - `model`: a model that the zoo did not make
 */
export type ZooErrorCode = 'invalid-argument' | 'size' | 'state' | 'model';

/** Recognise it by `ZooError.isInstance(error)`, which also holds across copies of the package. */
export class ZooError extends Error {
  readonly code: ZooErrorCode;
  readonly [BRAND] = true;

  constructor(code: ZooErrorCode, message: string) {
    super(message);
    this.name = 'ZooError';
    this.code = code;
  }

  static isInstance(value: unknown): value is ZooError {
    return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[BRAND] === true;
  }
}
