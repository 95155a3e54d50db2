/**
 * Work that is done side by side, as long as all of it together fits: several pictures may each be within the budget of memory,
 * and so many studies are computed at once. It begins in the order in which it comes; what needs all there is, or more, is
 * done alone.
 */
export class Gate {
  readonly #limit: number;
  readonly #waiting: { amount: number; begin: () => void }[] = [];
  #held = 0;

  /** @param limit Bytes, or places. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Rejects as the work does, and with the signal's reason where it was stopped before it began.
   *
   * @param amount That the work holds until it is done.
   */
  async run<Result>(amount: number, work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    const held = Math.min(amount, this.#limit);
    await this.#enter(held, signal);
    try {
      return await work();
    } finally {
      this.#held -= held;
      this.#beginNext();
    }
  }

  #enter(amount: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const stop = () => {
        this.#waiting.splice(this.#waiting.indexOf(one), 1);
        reject(signal?.reason);
        this.#beginNext();
      };
      const begin = () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      const one = { amount, begin };
      signal?.addEventListener('abort', stop, { once: true });
      this.#waiting.push(one);
      this.#beginNext();
    });
  }

  #beginNext(): void {
    for (
      let next = this.#waiting[0];
      next && this.#held + next.amount <= this.#limit;
      next = this.#waiting[0]
    ) {
      this.#waiting.shift();
      this.#held += next.amount;
      next.begin();
    }
  }
}
