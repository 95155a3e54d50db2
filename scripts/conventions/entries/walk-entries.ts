/** Calls every export of a package with what a confused caller passes, and collects what is not answered properly. */

/** What stands in for each argument. */
const JUNK: Record<string, () => unknown> = {
  undefined: () => undefined,
  text: () => 'junk',
  number: () => -7.5,
  object: () => ({}),
};

export interface Entry {
  /** Arguments of a call that works, made anew for each call. */
  valid: () => readonly unknown[];
  /**
   * By the place of the argument: junk that is right there too, such as text for a name, or `undefined` for what may be
   * left out, or `typo` for an object that is data and not options. Separated by spaces.
   */
  fine?: Record<number, string>;
  /** Calls a method or a static function instead of the export itself. */
  call?: (...given: never[]) => unknown;
}

/** By the name of the export, or `export.method` for more of it. */
export type Entries = Record<string, Entry | 'constant'>;

export interface PackageEntries {
  /** Its exports, as `import *` gives them. */
  exports: Record<string, unknown>;
  entries: Entries;
  /** Brands of errors that are right: the package's own, and those of packages that it builds on. */
  brands: readonly symbol[];
}

/** Exports without a table entry, and entries without an export. */
export function incomplete({ exports, entries }: PackageEntries): string[] {
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
export async function walkEntries({ exports, entries, brands }: PackageEntries): Promise<string[]> {
  const wrong: string[] = [];
  for (const [name, entry] of Object.entries(entries)) {
    if (entry === 'constant') continue;
    const { valid, fine = {} } = entry;
    const call = (entry.call ?? caller(exports[name])) as (...given: unknown[]) => unknown;
    const attempt = async (label: string, given: readonly unknown[], mayPass: boolean) => {
      const answer = await outcome(() => call(...given), brands);
      if (answer === 'own error' || (answer === 'passes' && mayPass)) return;
      wrong.push(`${name}: ${label}: ${answer}`);
    };
    const working = await outcome(() => call(...valid()), brands);
    if (working !== 'passes') wrong.push(`${name}: the call that should work: ${working}`);
    const places = valid().length;
    for (let place = 0; place < places; place++) {
      const allowed = (fine[place] ?? '').split(' ');
      for (const [kind, make] of Object.entries(JUNK)) {
        const given = [...valid()];
        given[place] = make();
        await attempt(`argument ${place} is ${kind}`, given, allowed.includes(kind));
      }
      const right = valid()[place];
      if (isPlain(right)) {
        const given = [...valid()];
        given[place] = { ...right, [typoOf(right)]: 1 };
        await attempt(`argument ${place} has the typo ${typoOf(right)}`, given, allowed.includes('typo'));
      }
    }
    if (places === 0) continue;
    const rest = Array.from({ length: places - 1 }, (_, i) => fine[i + 1] ?? '');
    const optional = rest.every((allowed) => allowed.split(' ').includes('undefined'));
    for (const [kind, make] of Object.entries(JUNK)) {
      const mayPass = optional && (fine[0] ?? '').split(' ').includes(kind);
      await attempt(`called with ${kind} alone`, [make()], mayPass);
    }
  }
  return wrong;
}

/** A misspelt name: the first one with a letter doubled. */
function typoOf(options: object): string {
  const [first = 'option'] = Object.keys(options);
  return `${first}${first.at(-1)}`;
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

async function outcome(call: () => unknown, brands: readonly symbol[]): Promise<string> {
  try {
    await call();
    return 'passes';
  } catch (error) {
    const own = typeof error === 'object' && error !== null && brands.some((brand) => brand in error);
    if (own) return 'own error';
    return error instanceof Error
      ? `${error.name}: ${error.message.slice(0, 90)}`
      : `throws ${String(error)}`;
  }
}
