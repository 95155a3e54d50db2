/**
 * Names under which a connection keeps statements that are used again and again: they are planned once, which takes longer
 * than doing them.
 */
import { createHash } from 'node:crypto';

/** Before it a statement is not known to come again. */
const USES = 3;
/** Of a program with a fault that makes ever new ones, not all are kept. */
const MOST = 100;

export class PreparedNames {
  readonly #uses = new Map<string, { count: number; name: string }>();

  /** @returns undefined for a statement that is sent as it is */
  of(text: string): string | undefined {
    let found = this.#uses.get(text);
    if (!found) {
      if (this.#uses.size >= MOST) return undefined;
      found = { count: 0, name: createHash('sha256').update(text).digest('hex').slice(0, 32) };
      this.#uses.set(text, found);
    }
    return ++found.count >= USES ? found.name : undefined;
  }
}
