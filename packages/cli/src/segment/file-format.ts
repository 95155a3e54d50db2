/** The format of a file by its beginning, so that sorting a folder does not read gigabytes. */
import { open } from 'node:fs/promises';
import { type FileFormat, recognize } from '@miniseg/data';

// More than any signature needs, a compressed NIfTI header included.
const BEGINNING = 64 * 1024;

export async function fileFormat(file: string): Promise<FileFormat | undefined> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(BEGINNING), 0, BEGINNING, 0);
    return recognize(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}
