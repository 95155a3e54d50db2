/** Undo and redo: two stacks of patches. */
import type { Patch } from './stroke.js';

const MOST = 200;

export class History {
  readonly #done: Patch[] = [];
  readonly #undone: Patch[] = [];

  get sizes(): { undo: number; redo: number } {
    return { undo: this.#done.length, redo: this.#undone.length };
  }

  /** A new patch ends what could be done again. */
  push(patch: Patch): void {
    this.#done.push(patch);
    if (this.#done.length > MOST) this.#done.shift();
    this.#undone.length = 0;
  }

  undo(): Patch | undefined {
    const patch = this.#done.pop();
    if (patch) this.#undone.push(patch);
    return patch;
  }

  redo(): Patch | undefined {
    const patch = this.#undone.pop();
    if (patch) this.#done.push(patch);
    return patch;
  }

  /** True while a patch of the slice could still be taken back. */
  touches(slice: number): boolean {
    return this.#done.some((patch) => patch.slice === slice);
  }

  clear(): void {
    this.#done.length = 0;
    this.#undone.length = 0;
  }
}
