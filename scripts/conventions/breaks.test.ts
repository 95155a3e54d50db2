/** Each law fails where it is broken: shown on small projects in a folder of their own. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import { dispose, scalar, type Tensor } from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { exportsOf } from './entries/exports-of.js';
import { incomplete, type PackageEntries, walkEntries } from './entries/walk-entries.js';
import { allowedImports } from './laws/allowed-imports.js';
import { documented } from './laws/documented.js';
import { equalChecks } from './laws/equal-checks.js';
import { errorShape } from './laws/error-shape.js';
import { manifests } from './laws/manifests.js';
import { noCircles } from './laws/no-circles.js';
import { patientLooks } from './laws/patient-looks.js';
import { workspacesOf } from './laws/project.js';
import { spelling } from './laws/spelling.js';
import { throwsForm } from './laws/throws-form.js';
import { typeChecked } from './laws/type-checked.js';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const manifest = (name: string, rest: object = {}) =>
  JSON.stringify({ name: `@miniseg/${name}`, exports: { '.': './dist/index.js' }, ...rest });

const ERRORS = `
/** Codes. */
export type AErrorCode = 'invalid-argument';

const BRAND = Symbol.for('@miniseg/a.error');

/** The error. */
export class AError extends Error {
  override readonly name = 'AError';
  readonly code: AErrorCode;

  constructor(code: AErrorCode, message: string) {
    super(message);
    this.code = code;
    Object.defineProperty(this, BRAND, { value: true });
  }

  static isInstance(value: unknown): value is AError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}
`;

/** A project of two packages that keeps all laws, but for the files that are given. */
function project(files: Record<string, string> = {}): string {
  const root = mkdtempSync(path.join(os.tmpdir(), 'miniseg-laws-'));
  folders.push(root);
  const lawful = {
    'docs/structure.md':
      '| package | may import |\n|---|---|\n| `a` | nothing |\n| `b` | `a` in `./files`, `tfjs-core` |\n',
    'docs/errors.md': '| code | what |\n|---|---|\n| `invalid-argument` | a wrong value |\n',
    'tsconfig.tests.json': '{ "include": ["packages/*/src/**/*.ts"] }',
    'packages/a/package.json': manifest('a'),
    'packages/a/src/index.ts': "export { twice } from './twice.js';\n",
    'packages/a/src/twice.ts':
      '/** Twice as much. */\nexport function twice(x: number): number {\n  return 2 * x;\n}\n',
    'packages/a/src/errors.ts': ERRORS,
    'packages/a/src/check-options.ts':
      "import { AError as PackageError } from './errors.js';\n\nexport const x = 1;\n",
    'packages/b/package.json': manifest('b', {
      private: true,
      dependencies: { '@miniseg/a': 'workspace:^' },
    }),
    'packages/b/src/files/read.ts':
      "import { twice } from '@miniseg/a';\nimport type { Tensor } from '@tensorflow/tfjs-core';\n",
  };
  for (const [file, text] of Object.entries({ ...lawful, ...files })) {
    mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return root;
}

const LAWS = {
  allowedImports,
  noCircles,
  errorShape,
  equalChecks,
  patientLooks,
  spelling,
  throwsForm,
  documented,
  typeChecked,
};

it.each(Object.entries(LAWS))('a project that keeps the laws passes %s', (_, law) => {
  expect(law(project())).toEqual([]);
});

describe('imports beyond the table', () => {
  it.each([
    ['a type', "import type { Tensor } from '@tensorflow/tfjs-core';\n"],
    ['a type in an expression', "export type T = import('@tensorflow/tfjs-core').Tensor;\n"],
    ['a re-export', "export { x } from '@miniseg/b';\n"],
    ['a dynamic import', "export const load = () => import('@miniseg/b');\n"],
  ])('are found: %s', (_, text) => {
    expect(allowedImports(project({ 'packages/a/src/other.ts': text }))).toEqual([
      expect.stringMatching(/^packages\/a\/src\/other\.ts: imports/),
    ]);
  });

  it('are found in an entry that the table does not name', () => {
    const root = project({ 'packages/b/src/index.ts': "import { twice } from '@miniseg/a';\n" });
    expect(allowedImports(root)).toEqual([expect.stringMatching(/^packages\/b\/src\/index\.ts: imports a/)]);
  });

  it('are found in a manifest', () => {
    const root = project({
      'packages/a/package.json': manifest('a', { peerDependencies: { '@miniseg/b': '*' } }),
    });
    expect(allowedImports(root)).toEqual([
      expect.stringMatching(/^packages\/a\/package\.json: depends on b/),
    ]);
  });

  it('are those of a package that has no row', () => {
    expect(allowedImports(project({ 'packages/c/package.json': manifest('c') }))).toEqual([
      'packages/c: has no row in docs/structure.md',
    ]);
  });
});

it('a circle is found that closes by a type alone', () => {
  const root = project({
    'packages/a/src/one.ts': "import type { Two } from './two.js';\nexport type One = Two;\n",
    'packages/a/src/two.ts': "import type { Three } from './three.js';\nexport type Two = Three;\n",
    'packages/a/src/three.ts': "export type { One as Three } from './one.js';\n",
  });
  expect(noCircles(root)).toEqual([
    'packages/a/src/one.ts: circle with packages/a/src/three.ts, packages/a/src/two.ts',
  ]);
});

describe('errors of another shape', () => {
  it.each([
    [
      'a code that is not in the list',
      "AErrorCode = 'invalid-argument'",
      "AErrorCode = 'invalid-argument' | 'odd'",
      /'odd'/,
    ],
    [
      'no code for a wrong argument',
      "AErrorCode = 'invalid-argument'",
      'AErrorCode = never',
      /no code 'invalid-argument'/,
    ],
    ['another brand', "'@miniseg/a.error'", "'a'", /the brand/],
    ['another way to brand', 'Object.defineProperty(this, BRAND, { value: true });', '', /the branding/],
    ['another isInstance', '&& BRAND in value', '&& value instanceof AError', /isInstance/],
  ])('are found: %s', (_, from, to, message) => {
    const root = project({ 'packages/a/src/errors.ts': ERRORS.replace(from, to) });
    expect(errorShape(root)).toEqual([expect.stringMatching(message)]);
  });

  it('are a second class', () => {
    const root = project({
      'packages/a/src/errors.ts': `${ERRORS}\nexport class BError extends Error {\n}\n`,
    });
    expect(errorShape(root)).toEqual([expect.stringMatching(/2 classes/)]);
  });
});

it('a copy of the checks that drifted is found, and one that is missing', () => {
  const copy = "import { CError as PackageError } from './errors.js';\n\nexport const x = 2;\n";
  const root = project({
    'packages/c/package.json': manifest('c'),
    'packages/c/src/check-options.ts': copy,
    'packages/d/package.json': manifest('d'),
  });
  expect(equalChecks(root)).toEqual([
    'packages/c/src/check-options.ts: differs from packages/a/src/check-options.ts',
    'packages/d/src/check-options.ts: is missing; copy it from another package',
  ]);
});

it('a test that looks at a page once is found', () => {
  const test = `
expect(await page.locator('#start').isEnabled()).toBe(true);
expect(
  Number(await page.locator('#count').textContent()),
).toBe(1);
await expect.poll(() => page.locator('#start').isEnabled()).toBe(true);
expect(await look()).toBe(1);
const text = await page.locator('#count').textContent();
`;
  expect(patientLooks(project({ 'e2e/page.node.test.ts': test }))).toEqual([
    'e2e/page.node.test.ts:2: write expect.poll(() => ...)',
    'e2e/page.node.test.ts:3: write expect.poll(() => ...)',
  ]);
});

it('other spelling is found in names, comments and documents', () => {
  const root = project({
    'packages/a/src/odd.ts': '// The centre.\nconst colourOf = 1;\nconst recognised = colourOf;\n',
    'packages/a/README.md': 'In millimetres, with neighbours.\n',
  });
  expect(spelling(root).map((breach) => /'(\w+)'/.exec(breach)?.[1])).toEqual([
    'millimetres',
    'neighbours',
    'centre',
    'colour',
    'recognised',
    'colour',
  ]);
});

it('another way to write @throws is found', () => {
  const odd =
    '/** @throws AError for a reason. */\n/** @throws {AError}: why */\n/** @throws {AError} why */\n';
  expect(throwsForm(project({ 'packages/a/src/odd.ts': odd }))).toHaveLength(2);
});

it('an export without a doc comment is found, and one that is silent about shapes', () => {
  const root = project({
    'packages/a/src/index.ts': "export * from './odd.js';\nexport { type Odd as Even } from './named.js';\n",
    'packages/a/src/odd.ts':
      'export const bare = 1;\n/** Mirrors. */\nexport function flip(x: Tensor4D): Tensor4D {\n  return x;\n}\n',
    'packages/a/src/named.ts': 'export interface Odd {}\nexport interface NotExported {}\n',
  });
  expect(documented(root)).toEqual([
    'packages/a/src/odd.ts: bare has no doc comment',
    expect.stringMatching(/flip takes or gives tensors/),
    'packages/a/src/named.ts: Odd has no doc comment',
  ]);
});

it('a file that no project includes is found', () => {
  const root = project({ 'apps/page/package.json': manifest('page'), 'apps/page/src/main.tsx': '' });
  expect(typeChecked(root)).toEqual(['apps/page/src/main.tsx: is not type-checked by npm test']);
});

it('a manifest without a test script, or without an address, is found', () => {
  const known = { repository: {}, homepage: 'x', bugs: {}, keywords: [], scripts: { test: 'vitest' } };
  const root = project({
    'packages/a/package.json': manifest('a', { ...known, scripts: {} }),
    'packages/b/package.json': manifest('b', { ...known, bugs: undefined }),
  });
  expect(manifests(root)).toEqual(['packages/a: has no test script', 'packages/b: has no bugs']);
});

describe('entries of a package', () => {
  const brand = Symbol.for('@miniseg/walked.error');
  const refuse = () => {
    throw Object.assign(new Error('own'), { [brand]: true });
  };
  const table: PackageEntries = {
    entries: { double: { valid: () => [2, { by: 3 }], fine: { 0: 'number', 1: 'undefined object' } } },
    brands: [brand],
  };
  const walk = (double: (x: number, options?: { by?: number }) => number) => walkEntries(table, { double });
  const isRecord = (value: unknown): value is object =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const isOptions = (options: object) =>
    isRecord(options) && Object.keys(options).every((name) => name === 'by');

  it('pass where junk and typos are refused', async () => {
    const double = (x: number, options: { by?: number } = {}) =>
      typeof x === 'number' && isOptions(options) ? x * (options.by ?? 2) : refuse();
    expect(await walk(double)).toEqual([]);
  });

  it('are found that answer with a foreign error', async () => {
    const double = (x: number, { by = 2 }: { by?: number } = {}) => Number(x.toFixed()) * by;
    expect(await walk(double)).toContainEqual(
      expect.stringMatching(/^double: argument 0 is undefined: TypeError/),
    );
  });

  it('are found that let a typo pass', async () => {
    const double = (x: number, options: { by?: number } = {}) =>
      typeof x === 'number' && isRecord(options) ? x * (options.by ?? 2) : refuse();
    expect(await walk(double)).toEqual(['double: argument 1 has the typo byy: passes']);
  });

  it('are found that let a typo in an object of options within the options pass', async () => {
    const nested: PackageEntries = {
      entries: { half: { valid: () => [{ of: { x: 2 } }] } },
      brands: [brand],
    };
    const half = (options: { of: { x: number } }) => {
      const known = isRecord(options) && Object.keys(options).every((name) => name === 'of');
      return known && isRecord(options.of) && options.of.x !== undefined ? options.of.x / 2 : refuse();
    };
    expect(await walkEntries(nested, { half })).toContain('half: argument 0 has the typo of.xx: passes');
  });

  it('are found that refuse and leave a tensor behind', async () => {
    const kept: Tensor[] = [];
    const double = (x: number, options: { by?: number } = {}) => {
      if (typeof x === 'number' && isOptions(options)) return x * (options.by ?? 2);
      kept.push(scalar(1));
      return refuse();
    };
    expect(await walk(double)).toContain('double: argument 0 is text: leaves 1 tensor(s) behind');
    dispose(kept);
  });

  it('are found in every entry that the manifest names', async () => {
    const root = project({
      'packages/one/package.json': manifest('one', {
        exports: {
          '.': { default: './dist/index.js' },
          './part': { default: './dist/part/index.js' },
          './*': { default: './dist/many/*.js' },
          './package.json': './package.json',
        },
      }),
      'packages/one/src/index.ts': 'export const first = () => 1;',
      'packages/one/src/part/index.ts': 'export const second = () => 2;',
      'packages/one/src/many/third.ts': 'export const third = () => 3;',
      'packages/one/src/many/third.test.ts': '',
    });
    const workspace = workspacesOf(root).find(({ name }) => name === 'one');
    expect(workspace && Object.keys(await exportsOf(root, workspace))).toEqual(['first', 'second', 'third']);
  });

  it('are found that the table does not name', () => {
    expect(incomplete(table, { more: () => 1 })).toEqual(['more has no entry', 'double is not exported']);
  });
});
