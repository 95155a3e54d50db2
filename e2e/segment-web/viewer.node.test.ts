/** What a viewer has: values, lengths, planes, films, and the colors of agreement. */
import { chestPhantom } from '@miniseg/data';
import { expect, it } from 'vitest';
import type { App } from './app.js';
import { violations } from './axe.js';
import { describePage } from './describe-page.js';
import { phantomVolume } from './samples.js';

await describePage('is a viewer', ({ open }) => {
  const [slices, size] = [8, 96];
  const { volume } = chestPhantom({ seed: 5, slices, size, lesions: { groundGlass: 8 } });
  const look = async (page: App) => (await page.state()).look as never as Look;
  const boxOf = async (page: App, pane: string) =>
    (await page.page.getByTestId(`pane-${pane}`).boundingBox()) as DOMRect;

  /** Where a pixel of the axial slice is on the screen. */
  async function axial(page: App, row: number, column: number) {
    const box = await boxOf(page, 'found');
    const side = Math.min(box.width, box.height);
    const at = (pixel: number, whole: number) => (whole - side) / 2 + ((pixel + 0.5) * side) / size;
    return [box.x + at(column, box.width), box.y + at(row, box.height)] as const;
  }

  it('tells the Hounsfield units under the pointer, a scale, and a length in millimeters', async () => {
    const page = await open();
    await page.files([phantomVolume(slices, size).scan]);
    await page.finished();
    const { slice } = await look(page);
    for (const [row, column] of [
      [50, 30],
      [20, 48],
    ]) {
      await page.page.mouse.move(...(await axial(page, row, column)));
      const value = volume.data[(slice * size + row) * size + column];
      await expect
        .poll(() => page.page.getByTestId('value').textContent())
        .toBe(`${column}, ${row}: ${Math.round(value)} HU`);
    }
    await page.page.mouse.move(5, 300);
    await expect.poll(() => page.page.getByTestId('value').textContent()).toBe('');

    const [, spacing] = volume.spacing;
    const bar = page.page.locator('.scale-bar').first();
    const box = await boxOf(page, 'found');
    const perMillimeter = Math.min(box.width, box.height) / (size * spacing);
    const said = (await bar.locator('span').textContent()) ?? '';
    const millimeters = Number.parseFloat(said) * (said.endsWith('cm') ? 10 : 1);
    const drawn = Number(await bar.locator('svg').getAttribute('width')) - 2;
    expect(Math.abs(drawn - millimeters * perMillimeter)).toBeLessThan(1);

    await page.press('Ruler');
    await page.page.mouse.move(...(await axial(page, 20, 20)));
    await page.page.mouse.down();
    await page.page.mouse.move(...(await axial(page, 50, 60)), { steps: 3 });
    await page.page.mouse.up();
    const length = Number.parseFloat((await page.page.getByTestId('ruler').textContent()) ?? '');
    expect(length).toBeCloseTo(50 * spacing, 0);
    expect(page.errors).toEqual([]);
  });

  it('three planes show the same place, and each moves the others', async () => {
    const page = await open();
    await page.files([phantomVolume(slices, size).scan]);
    await page.finished();
    await page.press('3 planes');
    await page.press('Scroll');
    await page.page.mouse.click(...(await axial(page, 30, 60)));
    expect((await look(page)).cross).toEqual({ row: 30, column: 60 });
    await page.page.getByRole('img', { name: 'Coronal plane 31 of 96' }).waitFor();
    await page.page.getByRole('img', { name: 'Sagittal plane 61 of 96' }).waitFor();
    const coronal = await boxOf(page, 'coronal');
    // The middle of the coronal plane: half of the columns, half of the slices.
    await page.page.mouse.click(coronal.x + coronal.width / 2 + 1, coronal.y + coronal.height / 2 - 1);
    const now = await look(page);
    expect([now.slice, now.cross]).toEqual([4, { row: 30, column: 48 }]);
    const shown = await page.page.getByTestId('pane-coronal').evaluate((pane) => {
      const canvas = pane.querySelector('canvas') as HTMLCanvasElement;
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      return new Set(pixels).size;
    });
    expect(shown).toBeGreaterThan(20);
    for (const scheme of ['dark', 'light'] as const) {
      await page.page.emulateMedia({ colorScheme: scheme });
      expect(await violations(page.page)).toEqual([]);
    }
    expect(page.errors).toEqual([]);
  });

  it('slices go by like a film until somebody stops them', async () => {
    const page = await open();
    await page.files([phantomVolume(slices, size).scan]);
    await page.finished();
    await page.page.keyboard.press('End');
    await page.press('Play');
    await expect.poll(async () => (await look(page)).slice).toBeLessThan(slices - 1);
    await page.press('Play');
    const { slice } = await look(page);
    await page.page.waitForTimeout(400);
    expect((await look(page)).slice).toBe(slice);
  });

  it('a comparison shows what was found, too much and missed in colors of their own', async () => {
    const page = await open();
    const { scan, mask, truth } = phantomVolume(slices, size);
    await page.files([scan]);
    await page.finished();
    await page.page.getByLabel('True mask').setInputFiles(mask as never);
    await page.page.getByTestId('pane-truth').waitFor();
    const plane = size * size;
    const marks = (n: number) => truth.subarray(n * plane, (n + 1) * plane).reduce((a, b) => a + b, 0);
    const most = Array.from({ length: slices }, (_, n) => marks(n)).reduce(
      (a, b, n, all) => (b > all[a] ? n : a),
      0,
    );
    await page.page.keyboard.press('Home');
    for (let n = 0; n < most; n++) await page.page.keyboard.press('ArrowDown');
    const agreement = async () =>
      page.page.getByTestId('pane-found').evaluate((pane) => {
        const canvas = pane.querySelector('canvas') as HTMLCanvasElement;
        const { data = [] } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {};
        let [green, pink] = [0, 0];
        for (let at = 0; at < data.length; at += 4) {
          const [r, g, b] = [data[at], data[at + 1], data[at + 2]];
          if (g > r + 40 && g > b + 15) green++;
          if (r > g + 60 && b > g + 30) pink++;
        }
        return green + pink;
      });
    await expect.poll(agreement).toBeGreaterThan(30);
    await page.page.getByLabel('Colors of agreement').uncheck();
    await expect.poll(agreement).toBeLessThan(30);
  });
});

interface Look {
  slice: number;
  cross?: { row: number; column: number };
}
