import { ScanError, type ScanInput } from '@miniseg/scan';
import { bytesOf } from './memory.js';

/** Files of DICOM inputs whose turn is yet to come, which are kept in memory so that none is read twice. */
export class KeptFiles {
  readonly #waiting: Set<ScanInput>;

  /** @param most Bytes that are kept of all of them together. */
  constructor(
    inputs: readonly ScanInput[],
    private readonly most: number,
  ) {
    this.#waiting = new Set(inputs.filter(({ kind }) => kind === 'dicom'));
  }

  /**
   * Reads an input beside what is kept for others or, where memory is too small for both, without that: they are read again
   * then.
   *
   * @param read With so many bytes of memory.
   */
  async beside<Result>(
    input: ScanInput,
    memory: number,
    read: (memory: number) => Promise<Result>,
  ): Promise<Result> {
    this.#waiting.delete(input);
    const kept = Math.min(
      this.most,
      [...this.#waiting].map(bytesOf).reduce((sum, bytes) => sum + bytes, 0),
    );
    if (kept === 0) return read(memory);
    try {
      return await read(Math.max(0, memory - kept));
    } catch (error) {
      if (!ScanError.isInstance(error) || error.code !== 'too-large') throw error;
      for (const other of this.#waiting) release(other);
      this.#waiting.clear();
      return read(memory);
    }
  }
}

/** Lets go of what is kept of an input's files. */
export function release({ files }: Pick<ScanInput, 'files'>): void {
  for (const file of files) file.release?.();
}
