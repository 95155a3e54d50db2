/** Result files: checked before any work is done, and none is overwritten unasked. */
import { mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { CliError } from '../errors.js';

/**
 * Makes the folders that are missing.
 *
 * @throws CliError when two targets are one file, a target is an input, or it exists and `overwrite` is not set
 */
export async function checkTargets(
  targets: readonly string[],
  { overwrite, inputs }: { overwrite: boolean; inputs: readonly string[] },
): Promise<void> {
  if (new Set(targets.map((target) => path.resolve(target))).size < targets.length) {
    throw new CliError('usage', `Two results would go to '${targets[0]}'. Give each a name of its own.`);
  }
  const sources = new Set(await Promise.all(inputs.map((input) => realpath(input))));
  for (const target of targets) {
    const existing = await realpath(target).catch(() => undefined);
    if (existing !== undefined && sources.has(existing)) {
      throw new CliError('output', `'${target}' is an input and would be overwritten. Choose another name.`);
    }
    if (existing !== undefined && !overwrite) {
      throw new CliError(
        'output',
        `'${target}' exists already. Choose another name, or pass --overwrite to replace it.`,
      );
    }
    const folder = path.dirname(target);
    await mkdir(folder, { recursive: true }).catch((cause: Error) => {
      throw new CliError(
        'output',
        `The folder '${folder}' cannot be made: ${cause.message}. Choose another.`,
        { cause },
      );
    });
  }
}
