/** Slices that wait for the device are computed together: those of one plan and normalization, as one run. */

export interface Waiting<T> {
  /** Only equal ones are computed together. */
  key: string;
  /** At most so many. */
  most: number;
  item: T;
}

/** One that the device computes, and the next one, so that it never waits for JavaScript. */
const RUNS = 2;

export class Batches<T, R> {
  private readonly waiting: (Waiting<T> & { done(results: R): void; failed(reason: unknown): void })[] = [];
  private running = 0;
  private awake = false;

  /** @param run Of several items with one key; its results in their order. */
  constructor(private readonly run: (items: T[]) => Promise<R[]>) {}

  add(waiting: Waiting<T>): Promise<R> {
    return new Promise((done, failed) => {
      this.waiting.push({ ...waiting, done, failed });
      if (this.awake) return;
      this.awake = true;
      // What is asked for in the same breath runs together.
      queueMicrotask(() => {
        this.awake = false;
        this.start();
      });
    });
  }

  private start(): void {
    while (this.running < RUNS && this.waiting.length > 0) {
      const [{ key, most }] = this.waiting;
      const together = this.waiting.filter((other) => other.key === key).slice(0, most);
      for (const one of together) this.waiting.splice(this.waiting.indexOf(one), 1);
      this.running++;
      this.run(together.map(({ item }) => item))
        .then(
          (results) => together.forEach(({ done }, i) => void done(results[i])),
          (reason) => together.forEach(({ failed }) => void failed(reason)),
        )
        .finally(() => {
          this.running--;
          this.start();
        });
    }
  }
}
