import { type FileHandle, open, stat } from 'node:fs/promises';
import { recognize } from '@miniseg/formats';
import { readBytes, readPath } from '@miniseg/formats/node';
import { checkText } from '../check-values.js';
import { ScanError } from '../errors.js';
import type { ImageSource } from '../sort/image-source.js';
import { KeptBytes } from './kept-bytes.js';

/**
 * A file of the disk, for `sortImages` and `readStudy`.
 *
 * @param name Its path.
 * @throws {ScanError} `io` for a file that is not there, a link to nowhere among them
 */
export async function fileSource(name: string): Promise<ImageSource> {
  checkText(name, 'The path');
  return keptSource(name, await plainSize(name), new KeptBytes(0));
}

/** Bytes of a plain file. @throws {ScanError} `io` */
export async function plainSize(name: string): Promise<number> {
  const info = await stat(name).catch((cause: Error) => {
    throw new ScanError('io', `'${name}' cannot be read: ${cause.message}. Check the path.`, { cause });
  });
  if (!info.isFile())
    throw new ScanError('io', `'${name}' is a pipe or a device, and no plain file. Give a file.`);
  return info.size;
}

/**
 * A plain file of a known size. One of DICOM is needed whole to be sorted, to be grouped, and slice by slice: where there is
 * room for it, the first look at it reads all of it, and later ones nothing until `release`. Where there is none, it is read
 * each time, as memory is what is short then.
 */
export function keptSource(name: string, size: number, room: KeptBytes): ImageSource {
  let kept: Uint8Array | undefined;
  return {
    name,
    size,
    beginning: async (bytes) => {
      if (kept) return kept.subarray(0, bytes);
      const { beginning, whole } = await lookInto(name, bytes, room);
      kept = whole;
      return beginning;
    },
    bytes: async () => {
      if (kept) return kept;
      const bytes = await readBytes(name);
      if (!kept && recognize(bytes) === 'dicom' && room.take(bytes.length)) kept = bytes;
      return bytes;
    },
    release: () => {
      room.give(kept?.length ?? 0);
      kept = undefined;
    },
    volume: (options = {}) => readPath(name, options),
  };
}

/** The first bytes of a file, and all of them where they are to be kept; the file is opened once. */
async function lookInto(
  name: string,
  bytes: number,
  room: KeptBytes,
): Promise<{ beginning: Uint8Array; whole?: Uint8Array }> {
  const handle = await open(name);
  try {
    const beginning = await fill(handle, new Uint8Array(bytes), 0);
    const { size } = recognize(beginning) === 'dicom' ? await handle.stat() : { size: 0 };
    if (size === 0 || !room.take(size)) return { beginning };
    // Whoever asks for all of it is told what is wrong with the rest.
    const whole = await readOn(handle, beginning, size).catch(() => undefined);
    if (whole?.length !== size) room.give(size);
    return whole?.length === size ? { beginning: whole.subarray(0, bytes), whole } : { beginning };
  } finally {
    await handle.close();
  }
}

async function readOn(handle: FileHandle, beginning: Uint8Array, size: number): Promise<Uint8Array> {
  const whole = new Uint8Array(size);
  whole.set(beginning.subarray(0, size));
  return fill(handle, whole, beginning.length);
}

/** Node reads no more than 2 GiB at once. */
const AT_ONCE = 2 ** 30;

/** As much of it as there is in the file. */
async function fill(handle: FileHandle, bytes: Uint8Array, from: number): Promise<Uint8Array> {
  let filled = from;
  while (filled < bytes.length) {
    const length = Math.min(AT_ONCE, bytes.length - filled);
    const { bytesRead } = await handle.read(bytes, filled, length, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
