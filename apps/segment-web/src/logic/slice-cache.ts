/** The slices that were looked at last; asking for one that is missing fetches it once. */
export class SliceCache<T> {
  readonly #fetch: (slice: number) => Promise<T>;
  readonly #arrived: () => void;
  readonly #most: number;
  readonly #values = new Map<number, T>();
  readonly #asked = new Set<number>();
  #generation = 0;

  /** @param arrived Called when a slice came in, so that it can be shown. */
  constructor(fetch: (slice: number) => Promise<T>, arrived: () => void, most = 24) {
    this.#fetch = fetch;
    this.#arrived = arrived;
    this.#most = most;
  }

  /** Undefined while it is on its way. */
  get(slice: number): T | undefined {
    const value = this.#values.get(slice);
    if (value !== undefined) {
      // Moves to the end: the first ones are let go first.
      this.#values.delete(slice);
      this.#values.set(slice, value);
      return value;
    }
    this.ask(slice);
    return undefined;
  }

  /** Fetches it ahead of time. */
  ask(slice: number): void {
    if (this.#values.has(slice) || this.#asked.has(slice)) return;
    const generation = this.#generation;
    this.#asked.add(slice);
    this.#fetch(slice)
      .then((value) => {
        if (generation !== this.#generation) return;
        this.#values.set(slice, value);
        const [oldest] = this.#values.keys();
        if (this.#values.size > this.#most) this.#values.delete(oldest);
        this.#arrived();
      })
      // The input was closed meanwhile, or its failure is told where it matters.
      .catch(() => {})
      .finally(() => {
        if (generation === this.#generation) this.#asked.delete(slice);
      });
  }

  /** Another input was opened, or none: what is on its way belongs to the one before. */
  forget(): void {
    this.#generation++;
    this.#values.clear();
    this.#asked.clear();
  }
}
