/** A file of the disk, for `sortImages` of `@miniseg/data`. */
import { open, stat } from 'node:fs/promises';
import { readBytes } from '@miniseg/formats/node';
import type { ImageSource } from '@miniseg/scan';

/** @param name Its path. */
export async function imageSource(name: string): Promise<ImageSource> {
  const { size } = await stat(name);
  return { name, size, beginning: (bytes) => beginning(name, bytes), bytes: () => readBytes(name) };
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
