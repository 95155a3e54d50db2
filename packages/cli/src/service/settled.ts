/** Which studies have not changed for a while: those that are still being copied are left alone. */
import type { FoundStudy } from './studies.js';

export class SettledStudies {
  readonly #seen = new Map<string, { fingerprint: string; since: number }>();
  readonly #settleMs: number;

  constructor(settleMs: number) {
    this.#settleMs = settleMs;
  }

  /**
   * @param now Milliseconds of a clock that never goes back.
   * @returns Those of the studies that have been the same for long enough.
   */
  of(studies: readonly FoundStudy[], now: number): FoundStudy[] {
    const names = new Set(studies.map(({ name }) => name));
    for (const name of this.#seen.keys()) if (!names.has(name)) this.#seen.delete(name);
    return studies.filter(({ name, fingerprint }) => {
      const before = this.#seen.get(name);
      if (before?.fingerprint === fingerprint) return now - before.since >= this.#settleMs;
      this.#seen.set(name, { fingerprint, since: now });
      return this.#settleMs === 0;
    });
  }
}
