/**
 * What went wrong, for programs; the message says it for people.
 *
 * - `invalid-argument`: an argument of a block is unknown or breaks a rule
 * - `shape`: the inputs of a block do not fit it or each other
 */
export type BlocksErrorCode = 'invalid-argument' | 'shape';

const BRAND = Symbol.for('@miniseg/blocks.error');

/** The one error of this package; `code` is stable, the message is for people. */
export class BlocksError extends Error {
  override readonly name = 'BlocksError';
  readonly code: BlocksErrorCode;

  constructor(code: BlocksErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** True for errors of any copy of this package, where `instanceof` knows only its own. */
  static isInstance(value: unknown): value is BlocksError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}
