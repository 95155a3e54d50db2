/** Runs the command line and turns mistakes into a message and an exit code. */
import { type Command, CommanderError } from 'commander';
import { check } from './check-options.js';
import { CliError } from './errors.js';
import { createProgram } from './program.js';
import { endWithParent, tellParent } from './progress/parent.js';
import { tellLines } from './text/output.js';

/** Errors of the project's packages are for users; anything else is a defect, and its stack helps to find it. */
const OURS = [
  '@miniseg/cli',
  '@miniseg/model',
  '@miniseg/checkpoints',
  '@miniseg/compile',
  '@miniseg/data',
  '@miniseg/dicomweb',
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
  endWithParent();
  const program = await createProgram(commandLine[0]);
  throwInsteadOfExit(program);
  try {
    await program.parseAsync(commandLine, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    tellParent({ failed: CliError.isInstance(error) ? error.code : kindOf(error) });
    const [first, ...more] = linesOf(error);
    tellLines([`miniseg: ${first}`, ...more]);
    return CliError.isInstance(error) ? EXIT_CODES[error.code] : 1;
  }
}

/** Errors of packages are about what the command was given, but for those of a folder that is taken or cannot be written. */
function kindOf(error: unknown): 'input' | 'output' | 'defect' {
  const isOurs = typeof error === 'object' && error !== null && OURS.some((brand) => brand in error);
  if (!isOurs) return 'defect';
  const { code } = error as { code?: unknown };
  return code === 'locked' || code === 'storage' ? 'output' : 'input';
}

/** What is told of an error: of a defect also where it came up. */
function linesOf(error: unknown): readonly string[] {
  if (CliError.isInstance(error)) return error.lines ?? [error.message];
  if (typeof error !== 'object' || error === null) return [String(error)];
  const { name, message, stack = '' } = error as Error;
  if (OURS.some((brand) => brand in error)) return [message];
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return [`${name}: ${message}`, ...frames];
}

function throwInsteadOfExit(command: Command): void {
  command.exitOverride();
  for (const subcommand of command.commands) throwInsteadOfExit(subcommand);
}
