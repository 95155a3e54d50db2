import { open, stat } from 'node:fs/promises';
import { readBytes, readPath } from '@miniseg/formats/node';
import { checkText } from '../check-values.js';
import { ScanError } from '../errors.js';
import type { ImageSource } from '../sort/image-source.js';

/**
 * A file of the disk, for `sortImages` and `readStudy`.
 *
 * @param name Its path.
 * @throws {ScanError} `io` for a file that is not there, a link to nowhere among them
 */
export async function fileSource(name: string): Promise<ImageSource> {
  checkText(name, 'The path');
  const info = await stat(name).catch((cause: Error) => {
    throw new ScanError('io', `'${name}' cannot be read: ${cause.message}. Check the path.`, { cause });
  });
  if (!info.isFile())
    throw new ScanError('io', `'${name}' is a pipe or a device, and no plain file. Give a file.`);
  const { size } = info;
  return {
    name,
    size,
    beginning: (bytes) => beginning(name, bytes),
    bytes: () => readBytes(name),
    volume: (options = {}) => readPath(name, options),
  };
}

async function beginning(file: string, bytes: number): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
