/** Calls every export of a package with what a confused caller passes, and collects what is not answered properly. */
import { memory } from '@tensorflow/tfjs-core';

/** What stands in for each argument. */
const JUNK: Record<string, () => unknown> = {
  undefined: () => undefined,
  null: () => null,
  text: () => 'junk',
  number: () => -7.5,
  nan: () => Number.NaN,
  object: () => ({}),
  array: () => [],
};

/** A call that has not answered by then hangs, milliseconds. */
const PATIENCE = 60_000;

export interface Entry {
  /** Arguments of a call that works, made anew for each call. */
  valid: () => readonly unknown[];
  /**
   * By the place of the argument: junk that is right there too, such as text for a name, or `undefined` for what may be
   * left out, or `typo` for an object that is data and not options. Separated by spaces. `number` stands for `nan` too.
   */
  fine?: Record<number, string>;
  /** Calls a method or a static function instead of the export itself. */
  call?: (...given: never[]) => unknown;
  /** A call that works takes too long, or needs what is not here: only wrong ones are made. */
  refusalsOnly?: boolean;
  /** It builds layers of a graph, which the caller has: their weights are no leak. */
  buildsLayers?: boolean;
}

/** By the name of the export, or `export.method` for more of it. */
export type Entries = Record<string, Entry>;

export interface PackageEntries {
  entries: Entries;
  /** Brands of errors that are right: the package's own, and those of packages that it builds on. */
  brands: readonly symbol[];
}

/** What all entries of a package export, as `import *` gives it. */
export type Exports = Record<string, unknown>;

/** Exports without a table entry, and entries without an export. */
export function incomplete({ entries }: PackageEntries, exports: Exports): string[] {
  const callable = Object.keys(exports).filter((name) => typeof exports[name] === 'function');
  const known = Object.keys(entries).map((name) => name.split('.')[0]);
  return [
    ...callable
      .filter((name) => !(name in entries) && !isErrorClass(exports[name]))
      .map((name) => `${name} has no entry`),
    ...known.filter((name) => !(name in exports)).map((name) => `${name} is not exported`),
  ];
}

/** @returns One line for each call that is answered by a foreign error, or by none where one is due. */
export async function walkEntries({ entries, brands }: PackageEntries, exports: Exports): Promise<string[]> {
  const wrong: string[] = [];
  for (const [name, entry] of Object.entries(entries)) {
    const { valid, fine = {}, call: given, refusalsOnly = false, buildsLayers = false } = entry;
    const call = (given ?? caller(exports[name])) as (...given: unknown[]) => unknown;
    const attempt = async (label: string, given: readonly unknown[], mayPass: boolean) => {
      if (mayPass && refusalsOnly) return;
      const answer = await outcome(() => call(...given), brands, buildsLayers);
      if (answer === 'own error' || (answer === 'passes' && mayPass)) return;
      wrong.push(`${name}: ${label}: ${answer}`);
    };
    if (!refusalsOnly) {
      const working = await outcome(() => call(...valid()), brands, buildsLayers);
      if (working !== 'passes') wrong.push(`${name}: the call that should work: ${working}`);
    }
    const places = valid().length;
    const allows = (place: number, kind: string) => {
      const allowed = (fine[place] ?? '').split(' ');
      return allowed.includes(kind) || (kind === 'nan' && allowed.includes('number'));
    };
    const replaced = (place: number, value: unknown) => Object.assign([...valid()], { [place]: value });
    for (let place = 0; place < places; place++) {
      for (const [kind, make] of Object.entries(JUNK)) {
        await attempt(`argument ${place} is ${kind}`, replaced(place, make()), allows(place, kind));
      }
      const right = valid()[place];
      if (!isPlain(right)) continue;
      for (const [where, value] of misspelt(right)) {
        await attempt(
          `argument ${place} has the typo ${where}`,
          replaced(place, value),
          allows(place, 'typo'),
        );
      }
      for (const [kind, make] of Object.entries(JUNK)) {
        for (const option of Object.keys(right)) {
          const value = { ...right, [option]: make() };
          await attempt(`argument ${place} has the ${option} ${kind}`, replaced(place, value), true);
        }
      }
    }
    if (places === 0) continue;
    const rest = Array.from({ length: places - 1 }, (_, i) => i + 1);
    const optional = rest.every((place) => allows(place, 'undefined'));
    for (const [kind, make] of Object.entries(JUNK)) {
      await attempt(`called with ${kind} alone`, [make()], optional && allows(0, kind));
    }
  }
  return wrong;
}

/**
 * The object with a misspelt name, and with one in each object of options that it holds: as pairs of where, and what. What
 * has functions, such as a storage, may have more than is asked for.
 */
function misspelt(options: object): [where: string, object][] {
  const [first = 'option'] = Object.keys(options);
  // The first name with a letter doubled.
  const typo = `${first}${first.at(-1)}`;
  const inner = Object.entries(options).flatMap(([name, value]): [string, object][] =>
    isPlain(value) && !Object.values(value).some((part) => typeof part === 'function')
      ? misspelt(value).map(([where, wrong]) => [`${name}.${where}`, { ...options, [name]: wrong }])
      : [],
  );
  return [[typo, { ...options, [typo]: 1 }], ...inner];
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function isErrorClass(value: unknown): boolean {
  return typeof value === 'function' && value.prototype instanceof Error;
}

function caller(value: unknown): (...given: unknown[]) => unknown {
  const isClass = /^class\b/.test(Function.prototype.toString.call(value));
  return isClass
    ? (...given) => new (value as new (...given: unknown[]) => unknown)(...given)
    : (value as (...given: unknown[]) => unknown);
}

async function outcome(call: () => unknown, brands: readonly symbol[], mayKeep: boolean): Promise<string> {
  const { numTensors } = memory();
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer in ${PATIENCE} ms`)), PATIENCE);
    });
    await Promise.race([late, call()]);
    return 'passes';
  } catch (error) {
    const own = typeof error === 'object' && error !== null && brands.some((brand) => brand in error);
    const left = memory().numTensors - numTensors;
    if (own) return left > 0 && !mayKeep ? `leaves ${left} tensor(s) behind` : 'own error';
    return error instanceof Error
      ? `${error.name}: ${error.message.slice(0, 90)}`
      : `throws ${String(error)}`;
  } finally {
    // Also of a call that threw before it could be waited for.
    clearTimeout(timer);
  }
}
