import { CheckpointError } from './errors.js';

/** Bytes that may still be allocated beyond the file itself, so that a small file cannot ask for a large memory. */
export class Budget {
  private left: number;

  constructor(private readonly limit: number) {
    this.left = limit;
  }

  /** The default for a file of this size: enough to copy each of its storages a few times. */
  static forFile(fileBytes: number, limit = 4 * fileBytes + 2 ** 24): Budget {
    if (!(limit >= 0)) {
      throw new CheckpointError('invalid-argument', `maxExtraBytes is ${limit}. It is a number from 0 up.`);
    }
    return new Budget(limit);
  }

  take(bytes: number, what: string): void {
    if (!(bytes <= this.left)) {
      throw new CheckpointError(
        'limit-exceeded',
        `${what} takes ${bytes} bytes, and ${this.left} of ${this.limit} are left for what is not stored plainly ` +
          '(strided, compressed or big-endian tensors). If the file is to be trusted, raise maxExtraBytes.',
      );
    }
    this.left -= bytes;
  }
}
