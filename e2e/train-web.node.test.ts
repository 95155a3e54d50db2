import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { useBackend } from '@miniseg/backends';
import { phantomSlice8bit } from '@miniseg/data';
import { encodePng, writeMaskPng } from '@miniseg/formats';
import { countParameters, modelMetadata } from '@miniseg/model';
import { loadModel } from '@miniseg/model/node';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, NO_BROWSER } from './support/browser.js';
import { type FolderServer, serveFolder } from './support/serve-folder.js';
import { type TemporaryFolder, temporaryFolder } from './support/temporary-folder.js';
import { viteBuild } from './support/vite-build.js';
import { writeFiles } from './support/write-files.js';

const example = fileURLToPath(new URL('../examples/train-web', import.meta.url));
const PATIENCE = 120_000;

describe('the example that trains in a tab', () => {
  let browser: Browser | undefined;
  let server: FolderServer | undefined;
  let folder: TemporaryFolder | undefined;

  beforeAll(async () => {
    browser = await launchChromium();
    if (!browser) return;
    folder = await temporaryFolder();
    const site = path.join(folder.path, 'site');
    await viteBuild(example, site);
    server = await serveFolder(site);
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await folder?.remove();
  });

  /** The page in a browser of its own, everything that it asked for, and what went wrong in it. */
  async function openExample() {
    const context = await (browser as Browser).newContext({ acceptDownloads: true });
    const page = await context.newPage();
    const foreign: string[] = [];
    const problems: string[] = [];
    context.on('request', (request) => {
      const own = request.url().startsWith(`${server?.origin}/`) && request.method() === 'GET';
      if (!own && !/^(data|blob):/.test(request.url())) foreign.push(`${request.method()} ${request.url()}`);
    });
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await page.goto(`${server?.origin}/index.html`);
    return { page, foreign, problems, close: () => context.close() };
  }

  async function start(page: Page, settings: Record<string, string>): Promise<void> {
    await page.locator('#status', { hasText: 'Choose slices' }).waitFor({ timeout: PATIENCE });
    await page.locator('#backend').selectOption('wasm');
    for (const [id, value] of Object.entries(settings)) await page.locator(`#${id}`).fill(value);
    await page.locator('#start').click();
  }

  const status = (page: Page, text: RegExp) =>
    page.locator('#status', { hasText: text }).waitFor({ timeout: PATIENCE });

  /**
   * Pauses a run between its second and its tenth step. The page itself has to do it: whoever looks at the status from
   * outside may see none of these steps, as each takes some milliseconds.
   */
  async function pauseEarly(page: Page): Promise<void> {
    await page.evaluate(() => {
      const element = document.querySelector('#status') as HTMLElement;
      const observer = new MutationObserver(() => {
        if (!/step [2-9] of/.test(element.textContent ?? '')) return;
        observer.disconnect();
        (document.querySelector('#pause') as HTMLElement).click();
      });
      observer.observe(element, { childList: true, characterData: true, subtree: true });
    });
  }

  /** Everything that the status will have said from the next load on. */
  async function statusesAfterReload(page: Page): Promise<() => Promise<string[]>> {
    const statuses: string[] = [];
    await page.exposeFunction('tellStatus', (text: string) => statuses.push(text));
    await page.addInitScript(() => {
      const { tellStatus } = window as unknown as { tellStatus(text: string): void };
      document.addEventListener('DOMContentLoaded', () => {
        const element = document.querySelector('#status') as HTMLElement;
        new MutationObserver(() => tellStatus(element.textContent ?? '')).observe(element, {
          childList: true,
          characterData: true,
          subtree: true,
        });
      });
    });
    return async () => statuses;
  }

  it('trains, pauses, goes on after a reload, draws, and gives weights; nothing leaves the page', async ({
    skip,
  }) => {
    if (!browser) return skip(NO_BROWSER);
    const { page, foreign, problems, close } = await openExample();
    try {
      await pauseEarly(page);
      // 8 slices in batches of 2.
      await start(page, { phantoms: '10', size: '32', epochs: '4', batch: '2' });
      await status(page, /Paused after step/);
      const paused = Number(/\d+/.exec((await page.locator('#status').textContent()) ?? '')?.[0]);
      const told = await statusesAfterReload(page);
      await page.reload();
      await status(page, /Done: DSC \d/);
      // A step takes some milliseconds: polling could miss every one of them.
      const steps = (await told()).flatMap((text) => /step (\d+) of 16/.exec(text)?.[1] ?? []).map(Number);
      expect(Math.min(...steps)).toBe(paused);
      await expect.poll(() => page.locator('#overlays canvas').count()).toBe(2);
      await expect.poll(() => page.locator('.uplot canvas').count()).toBe(2);
      const drawn = await page
        .locator('#overlays canvas')
        .first()
        .evaluate((canvas: HTMLCanvasElement) => {
          const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
          return new Set(pixels).size;
        });
      expect(drawn).toBeGreaterThan(20);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.locator('#download').click(),
      ]);
      const weights = path.join((folder as TemporaryFolder).path, 'weights.safetensors');
      await copyFile(await download.path(), weights);
      await useBackend('cpu');
      const model = await loadModel(weights);
      expect(countParameters(model)).toBe(82_912);
      expect(modelMetadata(model).normalization?.std).toBeGreaterThan(0);
      expect(foreign).toEqual([]);
      expect(problems).toEqual([]);
      await page.locator('#forget').click();
      await status(page, /Choose slices/);
    } finally {
      await close();
    }
  });

  it('takes a folder of images and masks, also with 255 for infection', async ({ skip }) => {
    if (!browser) return skip(NO_BROWSER);
    const files: Record<string, Uint8Array> = {};
    for (let n = 0; n < 6; n++) {
      const { image, mask, width, height } = phantomSlice8bit({ seed: n, size: 32 });
      files[`images/im_${n}.png`] = encodePng({ width, height, channels: 1, data: image, maxValue: 255 });
      const white = mask.map((label) => 255 * label);
      files[`masks/mask_${n}.png`] =
        n % 2 === 0
          ? encodePng({ width, height, channels: 1, data: white, maxValue: 255 })
          : writeMaskPng({ data: white, shape: [1, height, width] });
    }
    const slices = await writeFiles(path.join((folder as TemporaryFolder).path, 'slices'), files);
    const { page, problems, close } = await openExample();
    try {
      await page.locator('#folder').setInputFiles(slices);
      await start(page, { size: '32', epochs: '1', batch: '2' });
      await status(page, /Done: DSC/);
      await expect
        .poll(() => page.locator('#overlays canvas').getAttribute('title'))
        .toMatch(/slices\/images\/im_5\.png$/);
      expect(problems).toEqual([]);
    } finally {
      await close();
    }
  });

  it('a second tab neither trains the same run nor forgets it', async ({ skip }) => {
    if (!browser) return skip(NO_BROWSER);
    const { page, close } = await openExample();
    try {
      await pauseEarly(page);
      await start(page, { phantoms: '10', size: '32', epochs: '4', batch: '2' });
      await status(page, /Paused after step/);
      const second = await page.context().newPage();
      await second.goto(page.url());
      for (const button of ['#forget', '#start']) {
        await status(
          second,
          /Failed: The checkpoints .* are in use by another run, perhaps in another tab\./,
        );
        await second.evaluate(() => (document.querySelector('#status') as HTMLElement).replaceChildren());
        await second.locator(button).click();
      }
      await status(second, /Failed: The checkpoints .* are in use/);
      await second.close();
      await page.locator('#pause').click();
      await status(page, /Done: DSC \d/);
    } finally {
      await close();
    }
  });

  it('says what is wrong with a folder that holds no slices, and can start again', async ({ skip }) => {
    if (!browser) return skip(NO_BROWSER);
    const empty = await writeFiles(path.join((folder as TemporaryFolder).path, 'empty'), {
      'images/notes.txt': new Uint8Array(3),
    });
    const { page, close } = await openExample();
    try {
      await page.locator('#folder').setInputFiles(empty);
      await start(page, {});
      await status(page, /Failed: 0 images have a mask\. Choose a folder with images\/ and masks\//);
      await expect.poll(() => page.locator('#start').isEnabled()).toBe(true);
    } finally {
      await close();
    }
  });
});
