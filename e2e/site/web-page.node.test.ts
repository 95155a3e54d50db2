/** The page of the tutorial, built and used as its reader would: a slice goes in, a marked picture comes out. */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { phantomSlice8bit } from '@miniseg/data';
import { encodePng } from '@miniseg/formats';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium, NO_BROWSER } from '../support/browser.js';
import { type FolderServer, serveFolder } from '../support/serve-folder.js';
import { viteBuild } from '../support/vite-build.js';
import { blocksOf } from './document-blocks.js';

const root = path.resolve(import.meta.dirname, '../..');
let browser: Browser | undefined;
let server: FolderServer | undefined;
let folder: string;

beforeAll(async () => {
  browser = await launchChromium();
  const cache = path.join(root, 'node_modules/.cache/miniseg');
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(path.join(cache, 'web-page-'));
  const blocks = blocksOf(await readFile(path.join(root, 'docs/tutorials/web-page.md'), 'utf8'));
  for (const { file, text } of blocks) if (file) await writeFile(path.join(folder, file), text);
  await cp(
    path.join(root, 'packages/model/weights/phantom-aaai.safetensors'),
    path.join(folder, 'phantom-aaai.safetensors'),
  );
  // The reader's build target is today's browsers, which know await at the top of a module.
  await writeFile(path.join(folder, 'vite.config.js'), "export default { build: { target: 'es2022' } };\n");
  if (!browser) return;
  await viteBuild(folder, path.join(folder, 'site'));
  server = await serveFolder(path.join(folder, 'site'));
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

it('has no more lines than its title says', async () => {
  const program = await readFile(path.join(folder, 'main.js'), 'utf8');
  const lines = program.split('\n').filter((line) => line.trim() && !/^(import|\/\/)/.test(line));
  expect(lines.length).toBeLessThanOrEqual(30);
});

it('marks a slice, and says what is wrong with a file that is none', async ({ skip }) => {
  if (!browser) return skip(NO_BROWSER);
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(`${server!.origin}/index.html`);
  await page.getByText('Ready.').waitFor();
  const { image, width, height } = phantomSlice8bit({ seed: 3, size: 256 });
  const png = encodePng({ width, height, channels: 1, data: image, maxValue: 255 });
  const choose = (name: string, bytes: Uint8Array) =>
    page.setInputFiles('#picker', { name, mimeType: 'image/png', buffer: Buffer.from(bytes) });

  await choose('slice.png', png);
  const said = page.getByText(/pixels marked/);
  await said.waitFor();
  const marked = Number.parseInt((await said.textContent())!, 10);
  expect(marked).toBeGreaterThan(100);
  // The marks are in color on a grey picture.
  const colored = await page.evaluate(() => {
    const canvas = document.querySelector('canvas')!;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i] !== data[i + 1]) count++;
    return count;
  });
  expect(colored).toBeGreaterThan(0.5 * marked);
  expect(colored).toBeLessThan(0.5 * width * height);

  await choose('notes.png', new TextEncoder().encode('no picture'));
  await page.getByText(/pixels marked/).waitFor({ state: 'detached' });
  await expect.poll(() => page.locator('#status').textContent()).toMatch(/no picture|format|PNG/i);
  expect(errors).toEqual([]);
});
