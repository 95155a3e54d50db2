/** The examples of docs/prepare.md run one after the other in an empty folder and print what they say. */

import * as fileSystem from 'node:fs/promises';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as formats from '@miniseg/formats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as files from '../files/index.js';
import * as main from '../index.js';

const modules: Record<string, object> = {
  '@miniseg/data': main,
  '@miniseg/data/files': files,
  '@miniseg/formats': formats,
  'node:fs/promises': fileSystem,
};
const text = await readFile(new URL('../../docs/prepare.md', import.meta.url), 'utf8');
const examples = [...text.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, code], n) => ({ n: n + 1, code }));

const home = process.cwd();
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'miniseg-docs-'));
  process.chdir(folder);
});
afterAll(async () => {
  process.chdir(home);
  await rm(folder, { recursive: true, force: true });
});

test('there are examples', () => expect(examples).toHaveLength(6));

test.each(examples)('example $n prints what it says', async ({ code }) => {
  // What a line prints stands behind it, or in comments of their own below it.
  const expected = [...code.matchAll(/console\.log\(.*\);? \/\/ (.*)$|^\/\/ ([[\d].*)$/gm)].map(
    ([, behind, below]) => behind ?? below,
  );
  const printed: string[] = [];
  const show = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  const log = (...values: unknown[]) => printed.push(values.map(show).join(' '));
  const body = code.replace(/^import \{([^}]*)\} from '([^']+)';$/gm, "const {$1} = modules['$2'];");
  await new Function('modules', 'console', `return (async () => { ${body} })();`)(modules, { log });
  expect(printed).toEqual(expected);
});
