import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CliError } from '../errors.js';

/**
 * Makes a folder for results, and the folders in it, before any work is done.
 *
 * @throws {CliError} when it cannot be written
 */
export async function makeWritableFolder(folder: string, inside: readonly string[] = []): Promise<void> {
  try {
    for (const each of [folder, ...inside]) await mkdir(each, { recursive: true });
    // Permissions alone do not tell (read-only mounts, full disks): only writing does.
    const probe = path.join(folder, `.miniseg-${process.pid}`);
    await writeFile(probe, 'a probe', { flag: 'wx' }).finally(() => rm(probe, { force: true }));
  } catch (cause) {
    throw new CliError(
      'output',
      `The output folder '${folder}' cannot be written: ${(cause as Error).message}. Choose another with --out.`,
      { cause },
    );
  }
}
