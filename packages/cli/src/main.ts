/** Runs the command line and turns mistakes into a message and an exit code. */
import { type Command, CommanderError } from 'commander';
import { check } from './check-options.js';
import { CliError } from './errors.js';
import { createProgram } from './program.js';

/** Errors of the project's packages are for users; anything else is a defect, and its stack helps to find it. */
const OURS = [
  '@miniseg/cli',
  '@miniseg/model',
  '@miniseg/checkpoints',
  '@miniseg/compile',
  '@miniseg/data',
  '@miniseg/engine',
  '@miniseg/formats',
  '@miniseg/scan',
  '@miniseg/metrics',
  '@miniseg/losses',
  '@miniseg/train',
  '@miniseg/backends',
  '@miniseg/ops',
  '@miniseg/zoo',
  '@miniseg/threads',
  '@miniseg/kernels',
].map((name) => Symbol.for(`${name}.error`));

/** 130 is what shells give to a program that ended by Ctrl-C. */
const EXIT_CODES = { input: 1, output: 1, 'invalid-argument': 2, interrupted: 130 };

/**
 * @param commandLine The words behind `miniseg`, such as ['doctor'].
 * @returns The exit code: 0 done, 1 failed, 2 called wrongly, 130 stopped by the user.
 * @throws {CliError} `invalid-argument` for what is no list of words.
 */
export async function main(commandLine: readonly string[]): Promise<number> {
  const isWords = Array.isArray(commandLine) && commandLine.every((word) => typeof word === 'string');
  check(isWords, 'The command line', commandLine, "it is an array of words, such as ['doctor']");
  const program = createProgram();
  throwInsteadOfExit(program);
  try {
    await program.parseAsync(commandLine, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const known = typeof error === 'object' && error !== null && OURS.some((brand) => brand in error);
    process.stderr.write(
      known ? `miniseg: ${(error as Error).message}\n` : `miniseg: ${(error as Error).stack ?? error}\n`,
    );
    return CliError.isInstance(error) ? EXIT_CODES[error.code] : 1;
  }
}

function throwInsteadOfExit(command: Command): void {
  command.exitOverride();
  for (const subcommand of command.commands) throwInsteadOfExit(subcommand);
}
