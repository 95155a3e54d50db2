/** Slices on the disk, so that the memory does not grow with their number: a temporary file that nobody else sees. */
import { closeSync, openSync, read, write } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { CliError } from '../errors.js';

const readAt = promisify(read);
const writeAt = promisify(write);
/** Gives back the disk when nobody can ask for the slices any more, as after each fold of a cross-validation. */
const unused = new FinalizationRegistry<number>((file) => closeSync(file));

/** Bytes, appended and read again at any place. */
export class SliceFile {
  #file: number | undefined;
  #length = 0;

  /** @returns where they are. @throws {CliError} `output` where the disk is full */
  async append(bytes: Uint8Array): Promise<number> {
    const file = await this.#open();
    const at = this.#length;
    try {
      // A write may take less than all.
      for (let done = 0; done < bytes.length; ) {
        done += (await writeAt(file, bytes, done, bytes.length - done, at + done)).bytesWritten;
      }
    } catch (cause) {
      throw new CliError(
        'output',
        `Slices cannot be kept in '${tmpdir()}': ${(cause as Error).message}. They take ${Math.ceil(at / 2 ** 20)} MiB so far; ` +
          'name a folder with more room in the environment variable TMPDIR.',
        { cause },
      );
    }
    this.#length += bytes.length;
    return at;
  }

  async read(at: number, length: number): Promise<Uint8Array> {
    const file = await this.#open();
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const { bytesRead } = await readAt(file, bytes, done, length - done, at + done);
      if (bytesRead === 0)
        throw new CliError('input', 'The temporary file of slices was cut short. Start again.');
      done += bytesRead;
    }
    return bytes;
  }

  async #open(): Promise<number> {
    if (this.#file === undefined) {
      this.#file = await openTemporary();
      unused.register(this, this.#file);
    }
    return this.#file;
  }
}

/** Removed at once where the system allows it: an open file stays, and nothing is left behind a killed process. */
async function openTemporary(): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'miniseg-slices-')).catch((cause: Error) => {
    throw new CliError(
      'output',
      `The folder for temporary files '${tmpdir()}' cannot be written: ${cause.message}. Name another in TMPDIR.`,
      { cause },
    );
  });
  const file = openSync(path.join(folder, 'slices'), 'wx+', 0o600);
  await rm(folder, { recursive: true, force: true }).catch(() => {});
  return file;
}
