/** Looking at slices, masks and the scan in 3-D. */
import { readFile } from 'node:fs/promises';
import { decodePng, readVolume } from '@miniseg/formats';
import { paperCase } from '@miniseg/metrics';
import { describe, expect, it } from 'vitest';
import type { App } from './app.js';
import { describePage } from './describe-page.js';
import { phantomVolume } from './samples.js';
import { hasShared, shared, WITHOUT } from './shared.js';

await describePage('shows what it found', ({ open }) => {
  it('wheel, keys, buttons and the map move through slices; windows, zoom and overlays change', async () => {
    const page = await open();
    await page.files([phantomVolume(6, 192).scan]);
    await page.finished();
    const look = async () => (await page.state()).look;
    const pane = page.page.getByTestId('pane-found');
    expect((await look()).slice).toBe(await page.openingSlice());
    await page.page.keyboard.press('Home');
    for (const _ of [1, 2, 3]) await page.page.keyboard.press('ArrowDown');
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
    const marked = (await look()).slice;
    expect(marked).toBeGreaterThan(0);
    await page.page.keyboard.press('Home');
    await page.press('Marked slice after this');
    expect((await look()).slice).toBe(marked);
    await expect.poll(() => pane.locator('.edge').allTextContents()).toEqual(['R', 'L', 'A', 'P']);
    await page.press('Probability');
    await expect.poll(() => colorful(page)).toBe(true);
    await page.press('None');
    await expect.poll(() => colorful(page)).toBe(false);
    expect(page.errors).toEqual([]);
  });

  it('a scan and its mask are seen in 3-D', async () => {
    const page = await open();
    await page.files([phantomVolume().scan]);
    await page.finished();
    // Marks that the crosshair does not hide.
    await page.press('Brush');
    await page.stroke();
    await page.press('Show in 3-D');
    await page.page.locator('.scene-box .veil').waitFor({ state: 'detached' });
    /** Pixels of the scan, and of the mask, in what is drawn now: on a busy machine the first frame comes late. */
    const seen = async () => {
      const picture = await page.page.locator('.scene-box').screenshot();
      const { data, channels } = decodePng(new Uint8Array(picture));
      const bright = Array.from({ length: data.length / channels }, (_, pixel) => data[pixel * channels]);
      const red = bright.filter((value, pixel) => value - data[pixel * channels + 1] > 60);
      return { scan: bright.filter((value) => value > 150).length > 1000, mask: red.length > 100 };
    };
    await expect.poll(seen).toEqual({ scan: true, mask: true });
    await page.page.keyboard.press('Escape');
    await expect.poll(() => page.page.locator('dialog').count()).toBe(0);
    expect(page.errors).toEqual([]);
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
    await expect.poll(() => row.textContent()).toBe(figures.DSC?.toFixed(3));
  });

  describe.skipIf(!hasShared)(`on real files${WITHOUT}`, () => {
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
      await expect
        .poll(() => table.locator('tr', { hasText: 'DSC' }).textContent())
        .toContain(DSC?.toFixed(3));
      await expect.poll(() => page.page.getByTestId('pane-truth').isVisible()).toBe(true);
    });
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
