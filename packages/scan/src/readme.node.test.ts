import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as data from '@miniseg/data';
import * as formats from '@miniseg/formats';
import * as node from '@miniseg/formats/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folder } from '../../formats/src/fixtures/dicoms.js';
import { fromBase64 } from '../../formats/src/fixtures/from-base64.js';
import { niftis } from '../../formats/src/fixtures/niftis.js';
import * as main from './index.js';
import * as scanNode from './node/index.js';

const modules: Record<string, object> = {
  '@miniseg/scan': main,
  '@miniseg/scan/node': scanNode,
  '@miniseg/data': data,
  '@miniseg/formats': formats,
  '@miniseg/formats/node': node,
};
const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
/** The `js` blocks of the parts under the heading before each. */
const examples = readme
  .slice(0, readme.indexOf('## Functions'))
  .split(/^##+ /m)
  .flatMap((section) => {
    const title = section.slice(0, section.indexOf('\n'));
    return [...section.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, code]) => ({ title, code }));
  });

const home = process.cwd();
let root = '';

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-readme-'));
  process.chdir(root);
  await mkdir('study');
  for (const [name, text] of Object.entries(folder))
    await writeFile(path.join('study', name), fromBase64(text));
  await writeFile(path.join('study', 'notes.txt'), 'about the study');
  const volume = formats.readNifti(fromBase64(niftis.int16.base64));
  await writeFile('scan.nii.gz', formats.writeNifti(volume));
  await writeFile(
    'mask.png',
    formats.writeMaskPng({ data: Uint8Array.of(0, 1, 1, 0, 0, 2), shape: [1, 2, 3] }),
  );
});
afterAll(async () => {
  process.chdir(home);
  await rm(root, { recursive: true, force: true });
});

const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

test.each(examples)('The README prints what it says: $title', async ({ code }) => {
  const printed: string[] = [];
  // What a line prints stands behind it, or in comments of their own below it, where every line begins as output does.
  const expected = code
    .split('\n')
    .flatMap(
      (line) =>
        line.match(/console\.log\(.*\);? \/\/ (.*)$/)?.[1] ?? line.match(/^\/\/ ([[\d].*)$/)?.[1] ?? [],
    );
  const body = code.replace(/^import \{([^}]*)\} from '([^']+)';$/gm, "const {$1} = modules['$2'];");
  const run = new (Object.getPrototypeOf(async () => {}).constructor)('modules', 'console', body);
  await run(modules, { log: (...values: unknown[]) => printed.push(values.map(shown).join(' ').trim()) });
  expect(printed).toEqual(expected);
  expect(expected.length).toBeGreaterThan(0);
});

test('The README has an example for every main feature', () => {
  expect(examples.length).toBeGreaterThanOrEqual(2);
});
