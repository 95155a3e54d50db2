/** Files that are read whole: plain ones, of a size that is known and allowed before anything is read. */
import { constants, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { check, checkOptions } from '../check-options.js';
import { CheckpointError } from '../errors.js';

/** Options of `readPlainFile`. */
export interface PlainFileOptions {
  /** Refuses a larger file before it is read. Default: none. */
  maxBytes?: number;
  /** Reads only so many bytes at the beginning. Default: all. */
  first?: number;
}

/** Node reads no more than 2 GiB at once. */
const AT_ONCE = 2 ** 30;

/**
 * The bytes of a plain file. Devices, pipes, sockets and folders are refused without waiting for them, and a file that is
 * too large before anything is read. Errors of the system, such as ENOENT, are its own.
 *
 * @throws {CheckpointError} `io` for what is no plain file, `limit-exceeded` for a file above the limit,
 *   `invalid-argument` for what is no path or no size
 * @example
 * const { tensors } = readCheckpoint(await readPlainFile('model.pth'));
 */
export async function readPlainFile(file: string, options: PlainFileOptions = {}): Promise<Uint8Array> {
  const known = { maxBytes: 1, first: 1 } as const;
  const { maxBytes = Number.POSITIVE_INFINITY, first } = checkOptions('readPlainFile', options, known);
  check(typeof file === 'string', 'The file', file, 'it is a path');
  check(isSize(maxBytes), 'maxBytes', maxBytes, 'it is a number of bytes, at least 0');
  check(first === undefined || isSize(first), 'first', first, 'it is a number of bytes, at least 0');
  return withPlainFile(file, async (handle, all) => {
    const size = first === undefined ? all : Math.min(first, all);
    if (size > maxBytes) {
      throw new CheckpointError(
        'limit-exceeded',
        `'${file}' has ${size} bytes, and ${maxBytes} are allowed here. Is it the right file?`,
      );
    }
    const bytes = new Uint8Array(size);
    let filled = 0;
    while (filled < size) {
      const { bytesRead } = await handle.read(bytes, filled, Math.min(AT_ONCE, size - filled), filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  });
}

/** Infinity is a limit that nothing reaches. */
const isSize = (value: unknown) =>
  value === Number.POSITIVE_INFINITY || (Number.isSafeInteger(value) && (value as number) >= 0);

/** The size of a plain file, in bytes. @throws {CheckpointError} as `readPlainFile` */
export function plainFileSize(file: string): Promise<number> {
  return withPlainFile(file, async (_, size) => size);
}

async function withPlainFile<Result>(
  file: string,
  use: (handle: FileHandle, size: number) => Promise<Result>,
): Promise<Result> {
  // Opening a pipe would wait for whoever writes into it. (Windows has no such flag, and no such pipes.)
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const info = await handle.stat();
    if (!info.isFile()) {
      throw new CheckpointError('io', `'${file}' is ${kindOf(info)}, and no plain file. Give a file.`);
    }
    return await use(handle, info.size);
  } finally {
    await handle.close();
  }
}

function kindOf(info: Stats): string {
  if (info.isDirectory()) return 'a folder';
  if (info.isFIFO()) return 'a pipe';
  if (info.isSocket()) return 'a socket';
  return 'a device';
}
