/** Options by name: one that a call does not know is refused, never ignored. The same in every package. */
import { ModelError } from './errors.js';

/**
 * @param call What the user called, for the message.
 * @param known Every option of the call, which the compiler checks against the type of the options.
 * @throws {ModelError} for options that are no object, and for an unknown name, with the nearest known one.
 */
export function checkOptions<T extends object>(
  call: string,
  options: T | undefined,
  known: { readonly [K in keyof Required<T>]: true },
): void {
  if (options === undefined) return;
  const names = Object.keys(known);
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    const got = typeof options === 'string' ? `'${options}'` : String(options);
    throw new ModelError(
      'invalid-argument',
      `${call} takes an object with options (${names.join(', ')}); it got ${got}.`,
    );
  }
  for (const name of Object.keys(options)) {
    if (names.includes(name)) continue;
    const near = nearest(name, names);
    throw new ModelError(
      'invalid-argument',
      `${call} has no option '${name}'; it knows ${names.join(', ')}.${near ? ` Did you mean '${near}'?` : ''}`,
    );
  }
}

/** The known name with the fewest changed letters, where a third or less of them differ. */
function nearest(name: string, names: readonly string[]): string | undefined {
  const given = name.toLowerCase();
  const distances = names.map((known) => distance(given, known.toLowerCase()));
  const least = Math.min(...distances);
  const most = Math.max(2, Math.floor(name.length / 3));
  const starts = names.find((known) => known.toLowerCase().startsWith(given) && given.length > 2);
  return least <= most ? names[distances.indexOf(least)] : starts;
}

/** Letters to insert, delete or change to get from one word to the other (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + Number(a[i - 1] !== b[j - 1])));
    }
    row = next;
  }
  return row[b.length];
}
