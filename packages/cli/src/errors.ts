/** What the user can mend: printed without a stack, exit code 1 (2 for a wrong call, 130 where the user stopped it). */

const BRAND = Symbol.for('@miniseg/cli.error');

export class CliError extends Error {
  readonly code: 'input' | 'output' | 'usage' | 'interrupted';
  readonly [BRAND] = true;

  constructor(code: 'input' | 'output' | 'usage' | 'interrupted', message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CliError';
    this.code = code;
  }

  static isInstance(value: unknown): value is CliError {
    return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[BRAND] === true;
  }
}
