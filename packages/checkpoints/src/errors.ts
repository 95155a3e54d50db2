/**
 * What went wrong, for programs; the message says it for people.
 *
 * - `unknown-format`, `unsupported-format`: no checkpoint, or one of a kind that is not read here
 * - `truncated`: the file ends before what it announces
 * - `invalid-header`, `invalid-pickle`, `invalid-zip`: the file contradicts its format
 * - `forbidden-global`: the pickle asks for a Python object outside the allow-list
 * - `unsupported-dtype`, `invalid-storage`, `invalid-tensor`, `duplicate-name`: one entry cannot be used
 * - `limit-exceeded`: reading on would cost more memory or time than a file of this size may ask for
 * - `no-state-dict`, `ambiguous-state-dict`: no weights found, or more than one set of them
 * - `io`: what is named is no plain file, or may not be followed
 * - `invalid-argument`: the caller's value, not the file's
 */
export type CheckpointErrorCode =
  | 'unknown-format'
  | 'unsupported-format'
  | 'truncated'
  | 'invalid-header'
  | 'invalid-pickle'
  | 'invalid-zip'
  | 'forbidden-global'
  | 'unsupported-dtype'
  | 'invalid-storage'
  | 'invalid-tensor'
  | 'duplicate-name'
  | 'limit-exceeded'
  | 'no-state-dict'
  | 'ambiguous-state-dict'
  | 'io'
  | 'invalid-argument';

const BRAND = Symbol.for('@miniseg/checkpoints.error');

/** The one error of this package; `code` is stable, the message is for people. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
  readonly code: CheckpointErrorCode;

  constructor(code: CheckpointErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** True for errors of any copy of this package, where `instanceof` knows only its own. */
  static isInstance(value: unknown): value is CheckpointError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}
