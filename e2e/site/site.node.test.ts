/** The built site as its readers have it: for everybody, on a phone, in the dark, and light to load. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from '../segment-web/axe.js';
import { launchChromium, NO_BROWSER } from '../support/browser.js';
import { run } from '../support/run.js';
import { type FolderServer, serveFolder } from '../support/serve-folder.js';

const root = path.resolve(import.meta.dirname, '../..');
const site = path.join(root, 'docs/.vitepress/dist');
const PAGES = [
  'index.html',
  'faq.html',
  'how-it-works.html',
  'tour.html',
  'benchmarks.html',
  'support-matrix.html',
  'changelog.html',
  'tutorials/scans-to-report.html',
  'packages/cli/index.html',
  'api/@miniseg/ahsp.html',
];
/** Bytes that the first page may ask for before anything is clicked, without its moving picture. */
const FIRST_PAGE = 400_000;

let browser: Browser | undefined;
let server: FolderServer;

beforeAll(async () => {
  // `npm test` has built it just before.
  if (!existsSync(path.join(site, 'index.html'))) await run(process.execPath, ['docs/build/build.mjs'], root);
  server = await serveFolder(site);
  browser = await launchChromium();
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function open(address: string, options: Parameters<Browser['newPage']>[0]): Promise<Page> {
  const page = await browser!.newPage(options);
  await page.goto(`${server.origin}/${address}`, { waitUntil: 'networkidle' });
  return page;
}

describe('every page', () => {
  it.each(PAGES)('%s has nothing that keeps people out, in the light and in the dark', async (address) => {
    if (!browser) return;
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await open(address, { colorScheme });
      // The theme shows the keys of its search beside the word that is the button's name.
      const found = (await violations(page)).filter(
        (line) => !/^label-content-name-mismatch.*DocSearch-Button/.test(line),
      );
      expect(found, colorScheme).toEqual([]);
      await page.close();
    }
  });

  it.each(PAGES)('%s is no wider than a phone', async (address) => {
    if (!browser) return;
    const page = await open(address, { viewport: { width: 360, height: 740 } });
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth))
      .toBeLessThanOrEqual(360);
    await page.close();
  });
});

it('asks for nothing but its own files, and not for much', async ({ skip }) => {
  if (!browser) return skip(NO_BROWSER);
  const page = await browser.newPage();
  const sizes = new Map<string, Promise<number>>();
  page.on('response', (response) => {
    sizes.set(
      response.url(),
      response.body().then(
        ({ length }) => length,
        () => 0,
      ),
    );
  });
  await page.goto(`${server.origin}/index.html`, { waitUntil: 'networkidle' });
  expect([...sizes.keys()].filter((url) => !url.startsWith(`${server.origin}/`))).toEqual([]);
  const counted = [...sizes].filter(([url]) => !url.endsWith('.gif'));
  const total = (await Promise.all(counted.map(([, size]) => size))).reduce((sum, size) => sum + size, 0);
  expect(total).toBeGreaterThan(10_000);
  expect(total).toBeLessThan(FIRST_PAGE);
  await page.close();
});

it('leads from its first link to the demo page, which starts', async ({ skip }) => {
  if (!browser) return skip(NO_BROWSER);
  const page = await open('index.html', {});
  await page.getByRole('link', { name: 'Try it' }).first().click();
  await page.getByRole('button', { name: /phantom/i }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/demo/index.html');
  await page.close();
});

it('answers each question by its search', async ({ skip }) => {
  if (!browser) return skip(NO_BROWSER);
  const page = await open('index.html', {});
  await page
    .getByRole('button', { name: /search/i })
    .first()
    .click();
  const box = page.getByRole('searchbox');
  for (const [words, answer] of [
    ['weights for real scans', /weights for real scans/],
    ['CT100', /Where is CT100/],
    ['npm', /on npm/],
    ['which preset', /Which preset/],
    ['nnU-Net', /nnU-Net/],
    ['other organs', /other organs/],
    ['how many slices', /How many slices/],
    ['patient leakage', /patient leakage/],
    ['3-D evaluation', /evaluation in 3-D/],
    ['graphics card in Node', /graphics card in Node/],
    ['Hausdorff 0', /Hausdorff distance 0/],
    ['more epochs', /more epochs/],
    ['Jest CommonJS', /CommonJS/],
    ['phones memory', /browsers and phones/],
    ['cite', /cite it/],
  ] as const) {
    await box.fill(words);
    await page.locator('.VPLocalSearchBox .results').getByText(answer).first().waitFor();
  }
  await page.close();
}, 120_000);
