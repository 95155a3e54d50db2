/** What the blocks throw on bad arguments. */

const BRAND = Symbol.for('@miniseg/blocks.error');

/** Recognise it by `BlocksError.isInstance(error)`, which also holds across copies of the package. */
export class BlocksError extends Error {
  readonly code = 'argument';
  readonly [BRAND] = true;

  constructor(message: string) {
    super(message);
    this.name = 'BlocksError';
  }

  static isInstance(value: unknown): value is BlocksError {
    return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[BRAND] === true;
  }
}
