/** The custom element and the React hook in Chromium, as a page has them. */
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { violations } from './segment-web/axe.js';
import { phantomVolume } from './segment-web/samples.js';
import { launchChromium, NO_BROWSER } from './support/browser.js';
import { type FolderServer, serveFolder } from './support/serve-folder.js';
import { type TemporaryFolder, temporaryFolder } from './support/temporary-folder.js';
import { viteBuild } from './support/vite-build.js';

const apps = path.resolve(import.meta.dirname, '../apps');
const { scan } = phantomVolume(5, 128);
let browser: Browser | undefined;
let folder: TemporaryFolder;
let server: FolderServer | undefined;

beforeAll(async () => {
  browser = await launchChromium();
  folder = await temporaryFolder();
  if (!browser) return;
  await viteBuild(path.join(apps, 'viewer'), folder.path);
  await cp(
    path.join(apps, '../packages/model/weights/phantom-aaai.safetensors'),
    path.join(folder.path, 'w.safetensors'),
  );
  await writeFile(path.join(folder.path, 'scan.nii.gz'), scan.buffer);
  const attributes = 'weights="w.safetensors" src="scan.nii.gz"';
  const page = `<!doctype html><html lang="en"><title>x</title><script type="module" src="miniseg-viewer.js"></script><main><h1>x</h1><miniseg-viewer ${attributes}></miniseg-viewer></main>`;
  await writeFile(path.join(folder.path, 'plain.html'), page);
  server = await serveFolder(folder.path);
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await folder?.remove();
});

async function open(address: string): Promise<{ page: Page; errors: string[] }> {
  const page = await browser!.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(`${server!.origin}/${address}`);
  return { page, errors };
}

it('the element is one file of plain HTML away from a segmented scan', async ({ skip }) => {
  if (!browser) return skip(NO_BROWSER);
  const { page, errors } = await open('plain.html');
  await page.getByText(/voxels marked/).waitFor({ timeout: 90_000 });
  const { shape, marked } = await page.evaluate(() => {
    const { shape, marked } = (document.querySelector('miniseg-viewer') as never as { scan: never }).scan;
    return { shape, marked };
  });
  expect(shape).toEqual([5, 128, 128]);
  const slider = page.getByRole('slider', { name: 'Slice' });
  await slider.focus();
  await slider.press('Home');
  const first = page.getByRole('img', { name: /^Slice 1 of 5/ });
  await first.waitFor();
  await slider.press('End');
  await page.getByRole('img', { name: /^Slice 5 of 5/ }).waitFor();
  expect(typeof marked).toBe('number');
  expect(await violations(page)).toEqual([]);
  expect(errors).toEqual([]);
  await page.close();
});

it('the element says what is wrong, and takes the next scan', async ({ skip }) => {
  if (!browser) return skip(NO_BROWSER);
  const { page, errors } = await open('index.html');
  await page.setInputFiles('input[type=file]', {
    ...scan,
    name: 'cut.nii.gz',
    buffer: scan.buffer.subarray(0, 300),
  });
  await page
    .getByText(/cut\.nii\.gz|truncated|ends/)
    .first()
    .waitFor();
  await page.setInputFiles('input[type=file]', scan);
  await page.getByText(/voxels marked/).waitFor({ timeout: 90_000 });
  expect(errors).toEqual([]);
  await page.close();
});

it('the hook loads, works, tells of a bad file, and works again', async ({ skip }) => {
  if (!browser) return skip(NO_BROWSER);
  const { page, errors } = await open('react.html');
  await page
    .getByRole('status')
    .filter({ hasText: /^ready$/ })
    .waitFor({ timeout: 90_000 });
  await page.setInputFiles('input[type=file]', scan);
  await page.getByText(/ready: \d+ voxels marked in 5 x 128 x 128/).waitFor({ timeout: 90_000 });
  await page.setInputFiles('input[type=file]', {
    ...scan,
    name: 'notes.txt',
    buffer: Buffer.from('no scan'),
  });
  await page.getByText(/failed: notes\.txt: /).waitFor();
  await page.setInputFiles('input[type=file]', scan);
  await page.getByText(/ready: \d+ voxels marked/).waitFor({ timeout: 90_000 });
  expect(errors).toEqual([]);
  await page.close();
});

it('its README shows the element as it is used here', async () => {
  const readme = await readFile(path.join(apps, 'viewer/README.md'), 'utf8');
  expect(readme).toContain('<script type="module" src="miniseg-viewer.js"></script>');
});
