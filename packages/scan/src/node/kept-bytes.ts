/** How many bytes of files may still be kept in memory. */
export class KeptBytes {
  #left: number;

  /** @param most Bytes of all files together. */
  constructor(most: number) {
    this.#left = most;
  }

  /** Whether so many more may be kept; they count from then on. */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  give(bytes: number): void {
    this.#left += bytes;
  }
}
