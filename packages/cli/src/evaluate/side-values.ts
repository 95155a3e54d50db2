/** The values in the masks of one side, and whether they can be read as foreground and background. */
import { CliError } from '../errors.js';

export class SideValues {
  readonly #side: string;
  readonly #label: number | undefined;
  readonly #seen = new Set<number>();
  #first: { file: string; foreground: number } | undefined;

  /** @param side for messages, for instance 'predictions' */
  constructor(side: string, label?: number) {
    this.#side = side;
    this.#label = label;
  }

  /**
   * Without a label, a mask may hold 0 and one other value, the same in all masks of a side: two values may be two
   * classes, which would be scored as one. 1 and 255 (or 65535, white at 16 bits) both mean foreground by custom.
   *
   * @throws {CliError}
   */
  add(file: string, values: readonly number[]): void {
    for (const value of values) this.#seen.add(value);
    if (this.#label !== undefined) return;
    const [foreground, another] = values.filter((value) => value !== 0);
    if (foreground === undefined) return;
    if (another !== undefined) {
      throw new CliError(
        'input',
        `'${file}' holds the values ${list(values)}. A mask holds 0 for background and one other value. Pass --label <n> ` +
          'to score one label against the rest, or threshold grey values first.',
      );
    }
    this.#first ??= { file, foreground };
    if (usual(foreground) !== usual(this.#first.foreground)) {
      throw new CliError(
        'input',
        `'${this.#first.file}' marks foreground with ${this.#first.foreground}, '${file}' with ${foreground}. All ` +
          `${this.#side} must use one value, as two may be two classes. Pass --label <n> to score one of them, or write ` +
          'the masks alike.',
      );
    }
  }

  /** A remark when masks hold labels, but never the one that is scored. */
  get remark(): string | undefined {
    if (this.#label === undefined || this.#seen.has(this.#label)) return undefined;
    return `None of the ${this.#side} holds label ${this.#label}; they hold ${list([...this.#seen].sort((a, b) => a - b))}.`;
  }
}

const usual = (value: number) => (value === 255 || value === 65535 ? 1 : value);

function list(values: readonly number[]): string {
  const most = 6;
  if (values.length > most) return `${values.slice(0, most).join(', ')} and ${values.length - most} more`;
  return values.length === 1
    ? `${values[0]} alone`
    : `${values.slice(0, -1).join(', ')} and ${values.at(-1)}`;
}
