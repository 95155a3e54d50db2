/** Bits behind each other, the lowest first (RFC 1951, 3.1.1); the bytes grow. */
export class BitWriter {
  #bytes: Uint8Array;
  #at: number;
  /** Of the byte there. */
  #used = 0;

  /**
   * @param room Bytes to begin with.
   * @param skipped That are left free at the beginning.
   */
  constructor(room: number, skipped: number) {
    this.#bytes = new Uint8Array(room + skipped);
    this.#at = skipped;
  }

  /** Makes room for so many bytes. */
  reserve(bytes: number): void {
    const needed = this.#at + bytes + 4;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#at + 1));
    this.#bytes = larger;
  }

  /** @param value Of at most 16 bits. */
  write(value: number, bits: number): void {
    const shifted = value << this.#used;
    const bytes = this.#bytes;
    const at = this.#at;
    bytes[at] |= shifted;
    bytes[at + 1] |= shifted >> 8;
    bytes[at + 2] |= shifted >> 16;
    const used = this.#used + bits;
    this.#at = at + (used >> 3);
    this.#used = used & 7;
  }

  /** Bytes from the next whole byte on. */
  copy(bytes: Uint8Array): void {
    this.#align();
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** All, with bytes left free at the end. */
  end(free: number): Uint8Array {
    this.#align();
    const all = new Uint8Array(this.#at + free);
    all.set(this.#bytes.subarray(0, this.#at));
    return all;
  }

  #align(): void {
    if (this.#used > 0) this.#at++;
    this.#used = 0;
  }
}
