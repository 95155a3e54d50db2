/** Result files: checked before any work is done, and none is overwritten unasked. */
import { lstat, mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { CliError } from '../errors.js';

export interface OverwriteOptions {
  overwrite: boolean;
  /** Files that are never written over, whatever `overwrite` says. Those that do not exist are skipped. */
  inputs?: readonly (string | undefined)[];
  /** What the user can choose another of: the file's name, or the folder of `--out`. Default 'name'. */
  choose?: 'name' | 'folder';
}

const CURES = {
  name: { other: 'Choose another name', earlier: 'it' },
  folder: { other: 'Choose another folder with --out', earlier: 'earlier results' },
};

/** Checks the targets as `refuseOverwriting` does, then makes their folders. @throws {CliError} */
export async function prepareTargets(targets: readonly string[], options: OverwriteOptions): Promise<void> {
  await refuseOverwriting(targets, options);
  for (const target of targets) await makeFolder(path.dirname(target));
}

/** @throws {CliError} when two targets are one file, a target is an input, or it exists and `overwrite` is not set */
export async function refuseOverwriting(
  targets: readonly string[],
  { overwrite, inputs = [], choose = 'name' }: OverwriteOptions,
): Promise<void> {
  if (new Set(targets.map((target) => path.resolve(target))).size < targets.length) {
    throw new CliError(
      'invalid-argument',
      `Two results would go to '${targets[0]}'. Give each a name of its own.`,
    );
  }
  const { other, earlier } = CURES[choose];
  const given = inputs.filter((input) => input !== undefined);
  const sources = new Set(await Promise.all(given.map(placeOf)));
  for (const target of targets) {
    const existing = await placeOf(target);
    const found = await lstat(target).catch(() => undefined);
    if (found && !found.isFile() && !found.isSymbolicLink()) {
      throw new CliError(
        'output',
        `'${target}' is there and no plain file, so that it is not replaced. ${other}.`,
      );
    }
    if (existing !== undefined && sources.has(existing)) {
      throw new CliError('output', `'${target}' is an input and would be overwritten. ${other}.`);
    }
    if (found && !overwrite) {
      throw new CliError(
        'output',
        `'${target}' exists already. ${other}, or pass --overwrite to replace ${earlier}.`,
      );
    }
  }
}

/** Through links; undefined where there is nothing. */
const placeOf = (file: string) => realpath(file).catch(() => undefined);

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((cause: Error) => {
    throw new CliError('output', `The folder '${folder}' cannot be made: ${cause.message}. Choose another.`, {
      cause,
    });
  });
}
