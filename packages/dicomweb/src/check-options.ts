/**
 * Checks of what callers pass. Every package has this file, the same but for its error: packages such as metrics depend
 * on nothing, and a test (scripts/conventions) holds the copies equal.
 */
import { DicomWebError as PackageError } from './errors.js';

/** All names of an options type: the compiler complains about one that is missing or too many. */
export type OptionNames<Options> = { readonly [Name in keyof Options]-?: 1 };

/**
 * The options, unless they are no object or have a name that is not known, which would do nothing and say nothing.
 *
 * @param owner The function or class whose options they are, for the message.
 * @throws {PackageError} `invalid-argument`
 */
export function checkOptions<Options extends object>(
  owner: string,
  options: Options,
  names: OptionNames<Options>,
): Options {
  const known = Object.keys(names);
  check(isRecord(options), `The options of ${owner}`, options, `they are an object { ${known.join(', ')} }`);
  const wrong = Object.keys(options).find((name) => !Object.hasOwn(names, name));
  if (wrong === undefined) return options;
  const [near] = known.sort((a, b) => difference(wrong, a) - difference(wrong, b));
  const hint = difference(wrong, near) <= Math.max(2, near.length / 3) ? ` Did you mean ${near}?` : '';
  throw new PackageError(
    'invalid-argument',
    `${owner} has no option ${wrong}. The options are ${Object.keys(names).join(', ')}.${hint}`,
  );
}

/**
 * Refuses a value that breaks a rule.
 *
 * @param what Names the value in the message.
 * @throws {PackageError} `invalid-argument`
 */
export function check(holds: unknown, what: string, value: unknown, rule: string): asserts holds {
  if (holds) return;
  const seen = isObject(value)
    ? Object.prototype.toString.call(value)
    : typeof value === 'string'
      ? `'${value}'`
      : String(value);
  throw new PackageError('invalid-argument', `${what}: got ${seen}; ${rule}.`);
}

/** An object with named parts: neither null nor an array or a typed array. */
function isRecord(value: unknown): value is Record<string, unknown> {
  return isObject(value) && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Letters to change from one name to the other, whatever their case: 0 also where one is a part of the other. */
function difference(one: string, other: string): number {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  if (a.length > 2 && (a.includes(b) || b.includes(a))) return 0;
  // Levenshtein's distance, row by row.
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      next.push(Math.min(row[j] + (a[i] === b[j] ? 0 : 1), row[j + 1] + 1, next[j] + 1));
    }
    row = next;
  }
  return row[b.length];
}
