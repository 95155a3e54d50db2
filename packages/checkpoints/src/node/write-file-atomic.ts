import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/**
 * Writes a file so that it is whole or absent, whatever happens: into a temporary file in the same folder, flushed
 * to the disk, then renamed, and the folder flushed too. An existing file is replaced at once. The temporary file
 * (`.name.<hexadecimal>.tmp`) is removed on errors.
 *
 * @param data Bytes, or text that is written as UTF-8.
 * Errors are the system's own, such as ENOENT for a folder that does not exist or ENOSPC for a full disk.
 * @example
 * await writeFileAtomic('weights.safetensors', writeSafetensors(tensors));
 */
export async function writeFileAtomic(file: string, data: Uint8Array | string): Promise<void> {
  const folder = path.dirname(file);
  const temporary = path.join(folder, `.${path.basename(file)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(data);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** The rename itself reaches the disk with its folder; Windows cannot open folders, and does without. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
