/** What every function of this package throws on bad input. */

export type OpsErrorCode = 'rank' | 'shape' | 'argument' | 'backend';

const BRAND = Symbol.for('@miniseg/ops.error');

/** Recognise it by `OpsError.isInstance(error)`, which also holds across copies of the package. */
export class OpsError extends Error {
  readonly code: OpsErrorCode;
  readonly [BRAND] = true;

  constructor(code: OpsErrorCode, message: string) {
    super(message);
    this.name = 'OpsError';
    this.code = code;
  }

  static isInstance(value: unknown): value is OpsError {
    return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[BRAND] === true;
  }
}
