const BRAND = Symbol.for('@miniseg/cli.error');

/**
 * What went wrong, for programs; the message says it for people.
 *
 * - `invalid-argument`: the command was called wrongly (exit code 2)
 * - `input`: a file that was named cannot be used (exit code 1)
 * - `output`: a result cannot be written, or is there already (exit code 1)
 * - `interrupted`: the user stopped it (exit code 130)
 */
export type CliErrorCode = 'invalid-argument' | 'input' | 'output' | 'interrupted';

/**
 * What the user can mend: the command line prints its message without a stack. Two copies of the package may be loaded at
 * once, so it is told by `CliError.isInstance(error)` and not by `instanceof`.
 */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: CliErrorCode;
  /** The message, line by line: only so can it be told from line breaks that names of files hold. */
  readonly lines: readonly string[];

  /** @param more Lines below the message, each about one file. */
  constructor(
    code: CliErrorCode,
    message: string,
    { more = [], ...options }: ErrorOptions & { more?: readonly string[] } = {},
  ) {
    const lines = [message, ...more.map((line) => `  ${line}`)];
    super(lines.join('\n'), options);
    this.code = code;
    this.lines = lines;
    Object.defineProperty(this, BRAND, { value: true });
  }

  static isInstance(value: unknown): value is CliError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}
