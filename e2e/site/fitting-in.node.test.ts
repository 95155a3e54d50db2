/** What helps MiniSeg into other people's surroundings: the notebook, the page without a bundler, the image. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { phantomSlice8bit } from '@miniseg/data';
import { encodePng } from '@miniseg/formats';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, NO_BROWSER } from '../support/browser.js';
import { run } from '../support/run.js';
import { type FolderServer, serveFolder } from '../support/serve-folder.js';

const root = path.resolve(import.meta.dirname, '../..');
const examples = path.join(root, 'examples');

interface Cell {
  cell_type: 'markdown' | 'code';
  source: string[];
  outputs?: { text: string[] }[];
}

it('the notebook prints what it shows', async () => {
  const folder = path.join(examples, 'notebook');
  const { cells } = JSON.parse(await readFile(path.join(folder, 'miniseg.ipynb'), 'utf8')) as {
    cells: Cell[];
  };
  const codes = cells.filter(({ cell_type }) => cell_type === 'code');
  expect(codes.length).toBeGreaterThan(3);
  // Cells share their names and the folder of the notebook, as in a kernel.
  const place = await mkdtemp(path.join(folder, 'node_modules', 'run-'));
  const program = path.join(place, 'cells.mjs');
  const mark = '--- next cell';
  await writeFile(program, codes.map(({ source }) => source.join('')).join(`\nconsole.log('${mark}');\n`));
  try {
    const printed = (await run(process.execPath, [program], folder)).split(`${mark}\n`);
    // tfjs greets on the standard output.
    const shown = codes.map(({ outputs }) => outputs?.flatMap(({ text }) => text).join('') ?? '');
    expect(printed.map((text) => text.split('\n').at(-2))).toEqual(shown.map((text) => text.trimEnd()));
  } finally {
    await rm(place, { recursive: true, force: true });
    await rm(path.join(folder, 'overlay.png'), { force: true });
  }
}, 120_000);

describe('the page without a bundler', () => {
  let browser: Browser | undefined;
  let server: FolderServer | undefined;
  beforeAll(async () => {
    browser = await launchChromium();
    const folder = path.join(examples, 'importmap');
    await mkdir(folder, { recursive: true });
    await run(process.execPath, ['make-files.mjs'], folder);
    server = await serveFolder(path.join(folder, 'dist'));
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it('marks a picture, and loads nothing but its own files', async ({ skip }) => {
    if (!browser) return skip(NO_BROWSER);
    const page = await browser.newPage();
    const errors: string[] = [];
    const foreign: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('request', (request) => {
      if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(server!.origin))
        foreign.push(request.url());
    });
    await page.goto(`${server!.origin}/index.html`);
    await page.getByText('Ready.').waitFor();
    const { image, width, height } = phantomSlice8bit({ seed: 3, size: 256 });
    const buffer = Buffer.from(encodePng({ width, height, channels: 1, data: image, maxValue: 255 }));
    await page.setInputFiles('#picker', { name: 'slice.png', mimeType: 'image/png', buffer });
    const said = page.getByText(/\d+ pixels marked/);
    await said.waitFor();
    await expect.poll(async () => Number.parseInt((await said.textContent())!, 10)).toBeGreaterThan(100);
    expect(errors).toEqual([]);
    expect(foreign).toEqual([]);
    await page.close();
  });
});

describe('the Dockerfile', () => {
  it('copies what is there, and starts what the package has for a command', async () => {
    const text = await readFile(path.join(root, 'Dockerfile'), 'utf8');
    const { bin } = JSON.parse(await readFile(path.join(root, 'packages/cli/package.json'), 'utf8'));
    const [, started] = /^ENTRYPOINT \["node", "\/miniseg\/(.+)"\]$/m.exec(text)!;
    expect(path.normalize(bin.miniseg)).toBe(path.normalize(started));
    const copied = [...text.matchAll(/^COPY --from=build \/miniseg\/(?!out )(\S+)/gm)].map(
      ([, file]) => file,
    );
    expect(copied.length).toBeGreaterThan(0);
    expect(copied.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });
});
