/** Two studies side by side, as current and prior hang in a reading room. */
import { chestPhantom } from '@miniseg/data';
import { writeNifti } from '@miniseg/formats';
import { expect, it } from 'vitest';
import type { App, MemoryFile } from './app.js';
import { violations } from './axe.js';
import { describePage } from './describe-page.js';

/** One patient twice: slices of 16 mm on a field of 430 mm, and of 8 mm on a field of 540 mm. */
const volumeOf = (slices: number, sliceSpacing: number, fieldOfView: number, groundGlass: number) =>
  chestPhantom({ seed: 5, size: 160, slices, sliceSpacing, fieldOfView, lesions: { groundGlass } }).volume;
const current = volumeOf(8, 16, 430, 8);
const prior = volumeOf(16, 8, 540, 2);
const file = (name: string, volume: typeof current): MemoryFile => ({
  name,
  mimeType: 'application/gzip',
  buffer: Buffer.from(writeNifti(volume)),
});

await describePage('hangs two studies', ({ open }) => {
  const beside = (app: App) => app.page.getByTestId('pane-beside');
  const besideSlice = async (app: App) =>
    Number(/slice (\d+) of 16/.exec((await beside(app).getAttribute('aria-label')) ?? '')?.[1]);
  const here = async (app: App) => (await app.state()).look.slice + 1;

  /** Columns of a pane that show more than air, as a share of its width: how wide the patient is drawn. */
  const drawnWidth = (app: App, pane: string) =>
    app.page.getByTestId(`pane-${pane}`).evaluate((element) => {
      const canvas = element.querySelector('canvas') as HTMLCanvasElement;
      const { width, height } = canvas;
      const { data = [] } = canvas.getContext('2d')?.getImageData(0, 0, width, height) ?? {};
      // The body is seen against the air around it; the couch lies lower than the middle.
      const row = Array.from({ length: width }, (_, x) => data[4 * ((height >> 1) * width + x)] > 140);
      return (row.lastIndexOf(true) - row.indexOf(true)) / width;
    });

  it('scroll, zoom and window go together, in millimeters; unlinked, each goes its own way', async () => {
    const app = await open();
    await app.files([file('current.nii.gz', current), file('prior.nii.gz', prior)]);
    await app.finished();
    await app.press(/Segment all/);
    await app.finished();
    await app.press('2 studies');
    await beside(app).waitFor();
    await app.page.getByText(/prior\.nii\.gz\s*slice/).waitFor();

    await app.page.keyboard.press('Home');
    const first = await besideSlice(app);
    for (const _ of [1, 2, 3]) await app.page.keyboard.press('ArrowDown');
    // Three slices of 16 mm are six of 8 mm.
    await expect.poll(() => besideSlice(app)).toBe(first + 6);
    await beside(app).hover();
    await app.page.mouse.wheel(0, 50);
    await expect.poll(() => here(app)).toBe(5);

    // Fields of other sizes: the same patient is as wide in both, before and after somebody zooms in either.
    const sameWidth = async () => {
      const [one, other] = [await drawnWidth(app, 'found'), await drawnWidth(app, 'beside')];
      return one > 0.2 && Math.abs(one / other - 1) < 0.06;
    };
    await expect.poll(sameWidth).toBe(true);
    await app.page.keyboard.down('Control');
    await app.page.mouse.wheel(0, 120);
    await app.page.keyboard.up('Control');
    const { zoom } = (await app.state()).look.viewport;
    expect(zoom).toBeLessThan(0.9);
    await expect.poll(sameWidth).toBe(true);
    await app.page.keyboard.press('0');

    await app.press('Bone');
    const before = (await app.state()).look.window;
    await app.page.keyboard.press('w');
    const box = await beside(app).boundingBox();
    if (!box) throw new Error('no picture');
    await app.page.mouse.move(box.x + 200, box.y + 200);
    await app.page.mouse.down();
    await app.page.mouse.move(box.x + 240, box.y + 210, { steps: 3 });
    await app.page.mouse.up();
    expect((await app.state()).look.window).not.toEqual(before);
    await app.page.keyboard.press('s');

    // How much was marked in each, and the difference.
    const figures = await app.page
      .locator('.panel', { has: app.page.getByLabel('Study beside') })
      .locator('dd')
      .allTextContents();
    const [now, then, difference] = figures.map((text) => Number.parseFloat(text.replace('−', '-')));
    expect(now + then).toBeGreaterThan(0);
    expect(Math.abs(difference - (now - then))).toBeLessThan(0.11);

    await app.page.getByLabel('Linked').uncheck();
    const stays = await besideSlice(app);
    await app.page.getByTestId('pane-found').focus();
    await app.page.keyboard.press('Home');
    expect([await here(app), await besideSlice(app)]).toEqual([1, stays]);
    await beside(app).focus();
    await app.page.keyboard.press('End');
    await expect.poll(() => besideSlice(app)).toBe(16);
    expect(await here(app)).toBe(1);
    // From now on the first slice here and the last one there belong together; there is nothing beyond it.
    await app.page.getByLabel('Linked').check();
    await app.page.getByTestId('pane-found').focus();
    await app.page.keyboard.press('ArrowDown');
    await app.page.getByText('nothing at this height').waitFor();
    expect(app.errors).toEqual([]);
  });

  it('is chosen and taken down in words, on a phone in the dark too, and for everybody', async () => {
    const app = await open({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
    await app.files([file('current.nii.gz', current), file('prior.nii.gz', prior)]);
    await app.finished();
    await app.page.getByLabel('Study beside').selectOption({ label: 'prior.nii.gz' });
    await beside(app).waitFor();
    expect(await violations(app.page)).toEqual([]);
    await app.page.getByText('has no marks yet').waitFor();
    // The one that hangs becomes the open one: it does not hang beside itself.
    await app.press(/^prior\.nii\.gz/);
    await beside(app).waitFor({ state: 'detached' });
    await app.press(/^current\.nii\.gz/);
    await beside(app).waitFor();
    await app.press('3 planes');
    await beside(app).waitFor({ state: 'detached' });
    await app.press('2 studies');
    await beside(app).waitFor();
    await app.page.getByLabel('Study beside').selectOption('');
    await beside(app).waitFor({ state: 'detached' });
    expect(app.errors).toEqual([]);
  });
});
