/** Every tutorial runs as printed, from top to bottom in one folder, and prints what it says. */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../support/run.js';
import { type Block, blocksOf, printedBy, promised } from './document-blocks.js';

const root = path.resolve(import.meta.dirname, '../..');
const WEIGHTS = 'packages/model/weights/phantom-aaai.safetensors';
const MINISEG = path.join(root, 'packages/cli/bin/miniseg.js');
/** What is done once before a tutorial, and is done here already. */
const SETUP = /^(npm (install|run setup)\b|cd )/;

/** Tutorials whose every block runs in Node. The one of the web page is run by web-page.node.test.ts. */
const TUTORIALS = ['scans-to-report', 'ahsp-in-your-unet', 'metrics-alone', 'volumes-and-patients'];

describe.each(TUTORIALS)('the tutorial %s', (name) => {
  let folder: string;
  beforeAll(async () => {
    folder = await readersFolder();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('runs as printed', async () => {
    const blocks = blocksOf(await readFile(path.join(root, 'docs/tutorials', `${name}.md`), 'utf8'));
    expect(blocks.length).toBeGreaterThan(2);
    let printed = '';
    for (const block of blocks) {
      if (block.language === 'text') {
        expect(promised(block.text.split('\n'), printed), `not printed:\n${printed}`).toBeUndefined();
      } else printed = await runBlock(block, folder);
    }
  }, 600_000);
});

describe('the doors of the README', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await readersFolder();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('lead to a result', async () => {
    const readme = await readFile(path.join(root, 'README.md'), 'utf8');
    const doors = blocksOf(readme.split('## Three doors')[1].split(/^## /m)[0]);
    expect(doors).toHaveLength(3);
    for (const { text } of doors) expect(text.trim().split('\n')).toHaveLength(3);
    // Fewer slices and one epoch instead of sixteen; the pages are run by tests of their own.
    const lines = doors
      .flatMap(({ text }) => text.trim().split('\n'))
      .filter((line) => !line.startsWith('npx vite'))
      .map((line) =>
        line.replace('--count 60', '--count 8').replace('--recipe quick', '--recipe quick --epochs 1'),
      );
    let printed = '';
    for (const line of lines) printed = await runLine(line, folder);
    expect(printed).toMatch(/mean of 6 +0\.\d/);
    expect(await readFile(path.join(folder, 'run/report.html'), 'utf8')).toContain('<svg');
  }, 600_000);
});

/** A folder from which the packages are found, as from a project where they are installed, with the demo weights. */
async function readersFolder(): Promise<string> {
  const cache = path.join(root, 'node_modules/.cache/miniseg');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, 'tutorial-'));
  await mkdir(path.join(folder, path.dirname(WEIGHTS)), { recursive: true });
  await cp(path.join(root, WEIGHTS), path.join(folder, WEIGHTS));
  return folder;
}

async function runLine(line: string, folder: string): Promise<string> {
  const [program, command, ...args] = line.replace(/ +#.*$/, '').split(' ');
  if (program !== 'npx' || !/^(miniseg|@miniseg\/cli)$/.test(command))
    throw new Error(`Nothing here runs '${line}'.`);
  return run(process.execPath, [MINISEG, ...args], folder);
}

async function runBlock({ language, file, text }: Block, folder: string): Promise<string> {
  if (language === 'js') {
    if (file === undefined) throw new Error(`A program has no line '// file: ...':\n${text}`);
    await writeFile(path.join(folder, file), text);
    const printed = await run(process.execPath, [file], folder);
    expect(promised(printedBy(text), printed), `${file} printed:\n${printed}`).toBeUndefined();
    return printed;
  }
  if (language !== 'sh') throw new Error(`A tutorial has a block of '${language}', which nothing runs.`);
  let printed = '';
  for (const line of text.trim().split('\n')) {
    if (SETUP.test(line)) continue;
    printed += await runLine(line, folder);
  }
  return printed;
}
