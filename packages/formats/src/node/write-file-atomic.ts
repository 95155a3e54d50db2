import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { ioError } from './io-error.js';

/**
 * Writes a file so that it is whole or absent, whatever happens: into a temporary file in the same folder, flushed
 * to the disk, then renamed. An existing file is replaced at once. The temporary file is removed on errors.
 *
 * @throws FormatError `io`
 * @example
 * await writeFileAtomic('mask.nii.gz', writeNifti(mask, { labels: true }));
 */
export async function writeFileAtomic(file: string, bytes: Uint8Array): Promise<void> {
  const folder = path.dirname(file);
  const temporary = path.join(folder, `.${path.basename(file)}.${randomBytes(6).toString('hex')}.tmp`);
  await ioError(`write ${file}`, async () => {
    try {
      const handle = await open(temporary, 'wx');
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, file);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  });
  await syncFolder(folder);
}

/** The rename itself reaches the disk with its folder; Windows cannot open folders, and does without. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
