/** What the layer throws on bad arguments. */

const BRAND = Symbol.for('@miniseg/ahsp.error');

/** Recognise it by `AHSPError.isInstance(error)`, which also holds across copies of the package. */
export class AHSPError extends Error {
  readonly code = 'argument';
  readonly [BRAND] = true;

  constructor(message: string) {
    super(message);
    this.name = 'AHSPError';
  }

  static isInstance(value: unknown): value is AHSPError {
    return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[BRAND] === true;
  }
}
