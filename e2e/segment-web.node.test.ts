/** `examples/segment-web` as it is built, in Chromium, from a static host in a subfolder and from the disk. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { decodePng, readVolume } from '@miniseg/data';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paperCase } from '../packages/metrics/src/index.js';
// @ts-expect-error plain JavaScript, shared with the scripts
import { sharedFolder } from '../scripts/shared-folder.mjs';
import { App, type MemoryFile } from './segment-web/app.js';
import { violations } from './segment-web/axe.js';
import { builtSite } from './segment-web/built-site.js';
import { segmentByCommand } from './segment-web/command-line.js';
import { brokenPng, hugeNifti, phantomPng, phantomVolume, zipOf } from './segment-web/samples.js';
// @ts-expect-error plain JavaScript, shared with the benchmarks
import { serveSite } from './segment-web/serve-site.mjs';
import { launchChromium, NO_BROWSER } from './support/browser.js';
import { temporaryFolder } from './support/temporary-folder.js';

const demo = fileURLToPath(new URL('../examples/segment-web/phantom-aaai.safetensors', import.meta.url));
const real: string | undefined = sharedFolder();
const shared = (file: string) => path.join(real ?? '', file);
const WITHOUT = 'the folder shared is not beside the project, see MINISEG_SHARED';
const browser: Browser | undefined = await launchChromium();

describe.skipIf(!browser)(`the page that segments${browser ? '' : ` (${NO_BROWSER})`}`, () => {
  let site: { url: string; close(): Promise<void> };
  let app: App | undefined;

  const open = async (options = {}) => {
    app = await App.open(browser as Browser, site.url, options);
    return app;
  };

  beforeAll(async () => {
    site = await serveSite(await builtSite('site'));
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  describe('its promise', () => {
    it('connects to nothing: not the page, not its workers, and not after it was loaded', async () => {
      const page = await open();
      await page.page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true));
      const before = page.requests.length;
      await page.files([phantomPng('a.png', 1)]);
      await page.finished();
      expect(page.requests.slice(before)).toEqual([]);
      const refused = (target: { evaluate(code: string): Promise<unknown> }) =>
        target.evaluate(`fetch('${site.url}index.html').then(() => 'connected', (error) => error.message)`);
      expect(await refused(page.page)).toMatch(/Failed to fetch|violates/);
      expect(page.page.workers().length).toBeGreaterThanOrEqual(2);
      for (const worker of page.page.workers())
        expect(await refused(worker)).toMatch(/Failed to fetch|violates/);
      await page.close();
    });

    it('opens again without a network, isolated from other origins', async () => {
      const page = await open();
      await page.page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true));
      await page.context.setOffline(true);
      await page.page.reload();
      await page.ready();
      expect(await page.page.evaluate(() => crossOriginIsolated)).toBe(true);
      await page.files([phantomPng('offline.png', 2)]);
      await page.finished();
      expect((await page.result()).counts[0]).toBeGreaterThan(0);
      expect(page.errors).toEqual([]);
      await page.close();
    });

    it('works as one file from the disk', async () => {
      const file = path.join(await builtSite('file'), 'index.html');
      const page = await App.open(browser as Browser, pathToFileURL(file).href);
      await page.files([phantomPng('disk.png', 3)]);
      await page.finished();
      expect((await page.result()).counts[0]).toBeGreaterThan(0);
      expect(page.errors).toEqual([]);
      expect(page.requests.filter((url) => !/^(file|blob|data):/.test(url))).toEqual([]);
      await page.close();
    }, 300_000);

    it('says that it is no medical device, whatever is open', async () => {
      const page = await open();
      const badge = page.page.locator('.badge.warn');
      expect(await badge.textContent()).toBe('Not a medical device');
      await page.files([phantomPng('a.png', 1)]);
      await page.finished();
      expect(await badge.isVisible()).toBe(true);
      await page.close();
    });
  });

  describe.skipIf(!real)(`on real files${real ? '' : ` (${WITHOUT})`}`, () => {
    it('a slice gets the mask of the command line, byte for byte', async () => {
      const page = await open();
      const picture = shared('data/ct100/images/tr_im_0003.png');
      await page.files(picture);
      await page.finished();
      const { name, bytes } = await page.download('Mask of this slice as PNG');
      expect(name).toBe('tr_im_0003.png');
      const expected = await segmentByCommand(picture, 'tr_im_0003.png', ['--weights', demo]);
      expect(bytes).toEqual(expected);
      expect(decodePng(bytes).data.some((value) => value === 255)).toBe(true);
      await page.close();
    });

    it('a PyTorch checkpoint is taken, after its mean and deviation were asked for', async () => {
      const page = await open();
      const weights = shared('data/official/miniseg-ct100-fold1.pth');
      await page.useWeights(weights, { mean: 0.6024, std: 0.2962 });
      const picture = shared('data/ct100/images/tr_im_0003.png');
      await page.files(picture);
      await page.finished();
      const { bytes } = await page.download('Mask of this slice as PNG');
      const options = ['--weights', weights, '--mean', '0.6024', '--std', '0.2962'];
      expect(bytes).toEqual(await segmentByCommand(picture, 'tr_im_0003.png', options));
      await page.close();
    });

    it('a NIfTI volume gets the label map of the command line, byte for byte', async () => {
      const page = await open();
      const volume = shared('data/readers/nifti/chest-128x128x64.nii.gz');
      await page.files(volume);
      await page.finished();
      const { name, bytes } = await page.download('Mask as NIfTI');
      const expected = await segmentByCommand(volume, name, ['--weights', demo]);
      expect(gunzipSync(bytes)).toEqual(gunzipSync(expected));
      const report = JSON.parse(new TextDecoder().decode((await page.download('Report as JSON')).bytes));
      expect(report.results[0]).toMatchObject({ slices: 64, segmented: 64, backend: 'wasm' });
      expect(report.results[0].lungShare).toBeGreaterThan(0);
      await page.close();
    });

    it('a zipped DICOM series gets the label map of the command line, and a segmentation for viewers', async () => {
      const folder = shared('data/readers/dicom/series-j2k');
      const files: Record<string, Uint8Array> = {};
      for (const name of await readdir(folder)) {
        files[`study/${name}`] = new Uint8Array(await readFile(path.join(folder, name)));
      }
      const page = await open();
      await page.files([zipOf('study.zip', files)]);
      await page.finished();
      const { bytes } = await page.download('Mask as NIfTI');
      const expected = await segmentByCommand(folder, 'series-j2k.nii.gz', ['--weights', demo]);
      expect(gunzipSync(bytes)).toEqual(gunzipSync(expected));
      const segmentation = await readVolume((await page.download('DICOM segmentation')).bytes);
      const labels = await readVolume(bytes);
      const count = (data: ArrayLike<number>) => Array.from(data).filter(Boolean).length;
      expect(count(segmentation.data)).toBe(count(labels.data));
      await page.close();
    }, 240_000);

    it('a true mask is scored as the metrics package scores it', async () => {
      const page = await open();
      await page.files(shared('data/ct100/images/tr_im_0003.png'));
      await page.finished();
      await page.page.getByLabel('True mask').setInputFiles(shared('data/ct100/masks/tr_mask_0003.png'));
      const table = page.page.locator('table');
      await page.page.waitForFunction(() =>
        /0\.\d{3}/.test(document.querySelector('table')?.textContent ?? ''),
      );
      const mask = decodePng((await page.download('Mask of this slice as PNG')).bytes);
      const truth = decodePng(new Uint8Array(await readFile(shared('data/ct100/masks/tr_mask_0003.png'))));
      const { DSC } = paperCase({
        prediction: Uint8Array.from(mask.data, (value) => (value ? 1 : 0)),
        truth: Uint8Array.from(truth.data),
        shape: [mask.height, mask.width],
      });
      expect(await table.locator('tr', { hasText: 'DSC' }).textContent()).toContain(DSC?.toFixed(3));
      expect(await page.page.getByTestId('pane-truth').isVisible()).toBe(true);
      await page.close();
    });
  });

  describe('looking', () => {
    it('wheel, keys, buttons and the map move through slices; windows, zoom and overlays change', async () => {
      const page = await open();
      await page.files([phantomVolume(6, 192).scan]);
      await page.finished();
      const look = async () => (await page.state()).look;
      const pane = page.page.getByTestId('pane-found');
      expect((await look()).slice).toBe(3);
      await pane.hover();
      await page.page.mouse.wheel(0, 50);
      await expect.poll(async () => (await look()).slice).toBe(4);
      await page.page.keyboard.press('ArrowUp');
      await page.page.keyboard.press('ArrowUp');
      expect((await look()).slice).toBe(2);
      await page.page.keyboard.press('End');
      expect((await look()).slice).toBe(5);
      const map = await page.page.getByTestId('map').boundingBox();
      await page.page.mouse.click((map?.x ?? 0) + 5, (map?.y ?? 0) + 5);
      expect((await look()).slice).toBe(0);
      await page.press('Bone');
      expect((await look()).window).toEqual([-500, 1300]);
      await page.page.keyboard.press('w');
      await page.stroke();
      expect((await look()).window).not.toEqual([-500, 1300]);
      await page.press('Zoom in');
      expect((await look()).viewport.zoom).toBe(1.25);
      await page.page.keyboard.press('0');
      expect((await look()).viewport.zoom).toBe(1);
      await page.page.keyboard.press('n');
      expect((await look()).slice).toBeGreaterThan(0);
      await page.press('Probability');
      await expect.poll(() => colorful(page)).toBe(true);
      await page.press('None');
      await expect.poll(() => colorful(page)).toBe(false);
      expect(page.errors).toEqual([]);
      await page.close();
    });

    it('a scan and its mask are seen in space', async () => {
      const page = await open();
      await page.files([phantomVolume().scan]);
      await page.finished();
      await page.press('Look at it in space');
      await page.page.locator('.scene-box .veil').waitFor({ state: 'detached' });
      const picture = await page.page.locator('.scene-box').screenshot();
      const { data, channels } = decodePng(new Uint8Array(picture));
      const bright = Array.from({ length: data.length / channels }, (_, pixel) => data[pixel * channels]);
      expect(bright.filter((value) => value > 150).length).toBeGreaterThan(1000);
      await page.page.keyboard.press('Escape');
      expect(page.errors).toEqual([]);
      await page.close();
    });

    it('a true mask of a volume is shown beside, and every slice is scored', async () => {
      const page = await open();
      const { scan, mask, truth } = phantomVolume();
      await page.files([scan]);
      await page.finished();
      await page.page.getByLabel('True mask').setInputFiles(mask as never);
      const all = page.page.locator('tr', { hasText: 'mIoU' });
      await expect.poll(() => all.textContent()).toMatch(/0\.\d{3}|1\.000/);
      const labels = await readVolume((await page.download('Mask as NIfTI')).bytes);
      const figures = paperCase({ prediction: Uint8Array.from(labels.data), truth, shape: [6 * 96, 96] });
      const row = page.page.locator('tr', { hasText: 'DSC' }).locator('td').nth(1);
      expect(await row.textContent()).toBe(figures.DSC?.toFixed(3));
      await page.close();
    });
  });

  describe('correcting', () => {
    it('a stroke, undone and done again, is exported and outlives a reload', async () => {
      const page = await open();
      await page.files([phantomPng('draw.png', 4)]);
      await page.finished();
      const before = await page.download('Mask of this slice as PNG');
      await page.press('Brush');
      await page.stroke();
      const drawn = await page.download('Mask of this slice as PNG');
      expect(drawn.bytes).not.toEqual(before.bytes);
      await page.page.keyboard.press('Control+z');
      expect((await page.download('Mask of this slice as PNG')).bytes).toEqual(before.bytes);
      await page.page.keyboard.press('Control+y');
      await page.page.reload();
      await page.ready();
      await page.press('Take it up again');
      await page.finished();
      expect((await page.result()).edited).toEqual([0]);
      expect((await page.download('Mask of this slice as PNG')).bytes).toEqual(drawn.bytes);
      await page.press('Close all');
      await page.page.getByRole('button', { name: 'Choose files' }).waitFor();
      await page.page.reload();
      await page.ready();
      expect(await page.page.getByRole('button', { name: 'Take it up again' }).count()).toBe(0);
      expect(page.errors).toEqual([]);
      await page.close();
    });

    it('works with the keyboard alone', async () => {
      const page = await open();
      await page.files([phantomPng('keys.png', 4)]);
      await page.finished();
      const [before] = (await page.result()).counts;
      await page.page.getByTestId('pane-found').focus();
      await page.page.keyboard.press('e');
      for (let size = 0; size < 20; size++) await page.page.keyboard.press(']');
      await page.page.keyboard.press('b');
      for (let step = 0; step < 2; step++) await page.page.keyboard.press('Shift+ArrowLeft');
      await page.page.keyboard.press('Space');
      const [after] = (await page.result()).counts;
      expect(after).toBeGreaterThan((before ?? 0) + 500);
      await page.close();
    });

    it('training on corrections gives weights that know them better, and that the command line takes', async () => {
      const page = await open();
      const picture = phantomPng('learn.png', 6);
      await page.files([picture]);
      await page.finished();
      await page.press('Brush');
      await page.stroke();
      await page.press('Train on my corrections');
      await page.page.locator('.message.success').waitFor({ timeout: 200_000 });
      const { name, bytes } = await page.download('Save the new weights');
      expect(name).toBe('corrected.safetensors');
      expect(bytes).not.toEqual(new Uint8Array(await readFile(demo)));
      expect((await page.state()).engine?.file).toBe('corrected.safetensors');
      await page.press('Close all');
      await page.files([{ ...picture, name: 'again.png' }]);
      await page.finished();
      const mask = await page.download('Mask of this slice as PNG');
      const folder = await temporaryFolder();
      await writeFile(path.join(folder.path, name), bytes);
      await writeFile(path.join(folder.path, 'again.png'), picture.buffer);
      const options = ['--weights', path.join(folder.path, name)];
      expect(mask.bytes).toEqual(
        await segmentByCommand(path.join(folder.path, 'again.png'), 'again.png', options),
      );
      await folder.remove();
      await page.close();
    }, 300_000);
  });

  describe('when things go wrong', () => {
    it('a broken, a huge and a foreign file among others are explained, and the rest is segmented', async () => {
      const page = await open();
      const text: MemoryFile = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') };
      const empty: MemoryFile = { name: 'empty.dcm', mimeType: '', buffer: Buffer.alloc(0) };
      await page.files([
        phantomPng('good.png', 1),
        brokenPng('broken.png'),
        hugeNifti('huge.nii'),
        text,
        empty,
      ]);
      await page.finished();
      await page.press(/Segment all/);
      await expect.poll(async () => Object.keys((await page.state()).failures).length).toBe(2);
      await expect.poll(async () => (await page.state()).run).toBeUndefined();
      const { failures, results, inputs, problems } = await page.state();
      const failure = (name: string) => failures[inputs.find(({ label }) => label === name)?.id ?? ''];
      expect(failure('broken.png')).toMatch(/cut off|ends|truncated|damaged/i);
      expect(failure('huge.nii')).toMatch(/GiB|GB|bytes/);
      expect(problems).toEqual([{ file: 'empty.dcm', reason: 'The file is empty. Copy it again.' }]);
      expect(Object.values(results)).toHaveLength(1);
      expect(await page.page.getByText('Left alone (1)').isVisible()).toBe(true);
      await page.close();
    });

    it('a run is cancelled between two slices, and goes on from there, after a reload too', async () => {
      const page = await open();
      await page.files([phantomVolume(24, 256).scan]);
      await page.page.waitForFunction(() => document.querySelector('progress')?.value ?? 0 >= 2);
      await page.press('Cancel');
      const { counts } = await page.result();
      const done = counts.filter((count) => count !== null).length;
      expect(done).toBeLessThan(24);
      await page.page.reload();
      await page.ready();
      await page.press('Take it up again');
      await page.press(/Go on|Segment$/);
      await page.finished();
      const resumed = await page.download('Mask as NIfTI');
      await page.press('Segment again');
      await page.finished();
      expect((await page.download('Mask as NIfTI')).bytes).toEqual(resumed.bytes);
      await page.close();
    });

    it('a lost graphics context is told, and the rest is computed without it', async () => {
      const page = await open();
      await page.page.locator('.chip').click();
      await page.page.getByLabel('Computes on').selectOption('webgl');
      await page.page.locator('.chip-note', { hasText: 'webgl' }).waitFor();
      await page.press('Close');
      await page.page.evaluate(() =>
        (
          globalThis as never as { miniseg: { session: { pool: { loseContext(): Promise<void> } } } }
        ).miniseg.session.pool.loseContext(),
      );
      await page.files([phantomPng('lost.png', 2, 64)]);
      await page.finished();
      const { engine, messages } = await page.state();
      expect(engine?.backend).toBe('wasm');
      expect(messages.map(({ text }) => text)).toContain('The graphics driver took its context back.');
      await page.close();
    }, 200_000);

    it('memory that runs out is told with what to do, and other files still work', async () => {
      const page = await open();
      await page.files([phantomVolume().scan]);
      await page.finished();
      await page.page.evaluate(() => {
        const { session } = (globalThis as never as { miniseg: { session: { tell(error: unknown): void } } })
          .miniseg;
        try {
          new ArrayBuffer(2 ** 52);
        } catch (error) {
          session.tell(error);
        }
      });
      expect(await page.page.locator('.message.error').textContent()).toMatch(
        /not enough memory.*Close other tabs/s,
      );
      await page.files([phantomPng('after.png', 3)]);
      await page.finished();
      expect(Object.keys((await page.state()).results)).toHaveLength(2);
      await page.close();
    });

    it('a tab in the background finishes, and says so in its title', async () => {
      const page = await open();
      await page.page.evaluate(() =>
        Object.defineProperty(document, 'hidden', { get: () => true, configurable: true }),
      );
      await page.files([phantomVolume().scan]);
      await page.finished();
      await expect.poll(() => page.page.title()).toBe('✓ MiniSeg');
      await page.close();
    });

    it('weights of another network are refused, and those in use stay', async () => {
      const page = await open();
      await page.page.locator('.chip').click();
      await page.page.getByLabel('Weights', { exact: true }).setInputFiles({
        name: 'other.safetensors',
        mimeType: '',
        buffer: Buffer.from('no weights at all'),
      } as never);
      await page.page.locator('.message.error').waitFor();
      expect((await page.state()).engine?.file).toBe('phantom-demo.safetensors');
      await page.close();
    });
  });

  describe('for everybody', () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const [device, viewport] of [
        ['desk', { width: 1280, height: 800 }],
        ['phone', { width: 390, height: 844 }],
      ] as const) {
        it(`axe finds nothing wrong, ${colorScheme}, on a ${device}`, async () => {
          const page = await open({ colorScheme, viewport });
          expect(await violations(page.page)).toEqual([]);
          const { scan, mask } = phantomVolume();
          await page.files([scan, brokenPng('broken.png')]);
          await page.finished();
          await page.page.getByLabel('True mask').setInputFiles(mask as never);
          await page.page.getByTestId('pane-truth').waitFor();
          await page.press('Probability');
          expect(await violations(page.page)).toEqual([]);
          for (const [button, title] of [
            [/Help and keyboard/, 'Help'],
            [/phantoms only/, 'Network'],
            ['Report to print', 'Report'],
          ] as const) {
            await page.press(button);
            await page.page.getByRole('dialog', { name: title }).waitFor();
            expect(await violations(page.page)).toEqual([]);
            await page.page.keyboard.press('Escape');
          }
          // Nothing is wider than the screen.
          expect(await page.page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width);
          await page.close();
        });
      }
    }

    it('memory is back where it was after ten volumes', async () => {
      const page = await open();
      await page.page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true));
      await page.page.reload();
      await page.ready();
      const used = () =>
        page.page.evaluate(async () => {
          const measure = performance as never as {
            measureUserAgentSpecificMemory(): Promise<{ bytes: number }>;
          };
          return (await measure.measureUserAgentSpecificMemory()).bytes;
        });
      // From the disk: files that a test hands over in memory stay in the browser's.
      const folder = await temporaryFolder();
      const volume = path.join(folder.path, 'volume.nii.gz');
      await writeFile(volume, phantomVolume(24, 192).scan.buffer);
      const once = async () => {
        await page.files(volume);
        await page.finished();
        await page.press('Close all');
        await page.page.locator('.drop-zone').waitFor();
      };
      await once();
      const before = await used();
      for (let round = 0; round < 10; round++) await once();
      // Ten volumes and their masks are 27 MB.
      expect((await used()) - before).toBeLessThan(3e6);
      await folder.remove();
      await page.close();
    }, 240_000);
  });
});

/** Whether the picture has any color: an overlay is on it. */
function colorful(app: App): Promise<boolean> {
  return app.page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('[data-testid=pane-found] canvas');
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return false;
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let colored = 0;
    for (let at = 0; at < data.length; at += 4) if (Math.abs(data[at] - data[at + 2]) > 40) colored++;
    return colored > 200;
  });
}
