import { mkdir, realpath, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { clearLeftovers, listFolder, temporaryName } from '@miniseg/checkpoints/node';
import { CliError } from '../errors.js';

/**
 * Makes a folder for results, and the folders in it, before any work is done, and clears what runs that were killed left
 * half written.
 *
 * @throws {CliError} when it cannot be written, or a folder in it is a link that leaves it
 */
export async function makeWritableFolder(folder: string, inside: readonly string[] = []): Promise<void> {
  try {
    for (const each of [folder, ...inside]) await mkdir(each, { recursive: true });
    // Permissions alone do not tell (read-only mounts, full disks): only writing does.
    const probe = path.join(folder, await temporaryName());
    await writeFile(probe, 'a probe', { flag: 'wx' }).finally(() => rm(probe, { force: true }));
  } catch (cause) {
    throw new CliError(
      'output',
      `The output folder '${folder}' cannot be written: ${(cause as Error).message}. Choose another with --out.`,
      { cause },
    );
  }
  await refuseLinksOut(folder, inside);
  await clearLeftovers(folder);
  for (const { name, kind } of await listFolder(folder))
    if (kind === 'folder') await clearLeftovers(path.join(folder, name));
}

/**
 * Results stay in the folder that the user named: whoever packed the folder may have put a link into it.
 *
 * @param inside Folders that results go to; those that do not exist yet do no harm.
 * @throws {CliError} for one that leads elsewhere
 */
export async function refuseLinksOut(folder: string, inside: readonly string[]): Promise<void> {
  const root = await realpath(folder).catch(() => undefined);
  if (root === undefined) return;
  for (const each of inside) {
    const place = await realpath(each).catch(() => undefined);
    if (place === undefined || `${place}${path.sep}`.startsWith(`${root}${path.sep}`)) continue;
    throw new CliError(
      'output',
      `'${each}' is a link to '${place}', and results would leave the output folder. Remove the link, or choose another ` +
        'folder with --out.',
    );
  }
}
