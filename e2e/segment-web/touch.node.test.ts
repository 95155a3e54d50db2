/** The page under fingers, on a phone. */
import { expect, it } from 'vitest';
import type { App } from './app.js';
import { describePage } from './describe-page.js';
import { brokenPng, phantomVolume } from './samples.js';
import { touch } from './touch.js';

const PHONE = { hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };

await describePage('obeys fingers', ({ open }) => {
  const openVolume = async () => {
    const page = await open(PHONE);
    await page.files([phantomVolume(12).scan]);
    await page.finished();
    await page.page.getByTestId('pane-found').scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await page.page.getByTestId('pane-found').boundingBox()) as DOMRect;
    /** A place on the picture, from its middle. */
    const at = (dx: number, dy: number) => ({ x: x + width / 2 + dx, y: y + height / 2 + dy });
    return { page, at };
  };
  const look = async (page: App) => (await page.state()).look;

  it('one finger scrolls through slices, and the page below stays', async () => {
    const { page, at } = await openVolume();
    const top = await page.page.evaluate(() => document.scrollingElement?.scrollTop);
    const first = await page.openingSlice();
    expect((await look(page)).slice).toBe(first);
    await touch(page.page, [[at(0, 0), at(0, 32)]]);
    expect((await look(page)).slice).toBe(Math.min(11, first + 4));
    await touch(page.page, [[at(0, 60), at(0, -60)]]);
    expect((await look(page)).slice).toBe(0);
    await expect.poll(() => page.page.evaluate(() => document.scrollingElement?.scrollTop)).toBe(top);
    expect(page.errors).toEqual([]);
  });

  it('two fingers zoom and move the picture, and draw nothing even with the brush', async () => {
    const { page, at } = await openVolume();
    await page.press('Brush');
    const { counts } = await page.result();
    await touch(page.page, [
      [at(-30, 0), at(-90, 0)],
      [at(30, 0), at(90, 0)],
    ]);
    const pinched = await look(page);
    expect(pinched.viewport.zoom).toBeCloseTo(3, 1);
    await touch(page.page, [
      [at(-30, 0), at(10, 30)],
      [at(30, 0), at(70, 30)],
    ]);
    const moved = await look(page);
    expect(moved.viewport.zoom).toBeCloseTo(pinched.viewport.zoom, 1);
    expect(moved.viewport.x).toBeGreaterThan(pinched.viewport.x);
    expect(moved.viewport.y).toBeGreaterThan(pinched.viewport.y);
    expect(moved.slice).toBe(pinched.slice);
    const after = await page.result();
    expect([after.counts, after.edited, (await page.state()).undo]).toEqual([counts, [], 0]);
  });

  it('one finger draws with the brush', async () => {
    const { page, at } = await openVolume();
    await page.press('Brush');
    const { slice } = await look(page);
    const before = (await page.result()).counts[slice] ?? 0;
    await touch(page.page, [[at(-60, 0), at(60, 20)]]);
    const after = await page.result();
    expect(after.edited).toEqual([slice]);
    expect(after.counts[slice]).toBeGreaterThan(before);
    expect((await look(page)).slice).toBe(slice);
  });

  it("a tap on the map goes to a slice, and nothing on the page is out of a finger's reach", async () => {
    const { page } = await openVolume();
    const map = (await page.page.getByTestId('map').boundingBox()) as DOMRect;
    await page.page.touchscreen.tap(map.x + map.width - 3, map.y + map.height / 2);
    expect((await look(page)).slice).toBe(11);
    // WCAG 2.2, 2.5.5.
    expect(await tooSmall(page)).toEqual([]);
    for (const [button, title] of [
      [/phantoms only/, 'Network'],
      ['Report to print', 'Report'],
      [/Help and keyboard/, 'Help'],
    ] as const) {
      await page.press(button);
      await page.page.getByRole('dialog', { name: title }).waitFor();
      expect(await tooSmall(page)).toEqual([]);
      await page.page.keyboard.press('Escape');
    }
  });

  it.each([390, 360, 320])('every tool is in sight on a screen of %i pixels', async (width) => {
    const page = await open({ ...PHONE, viewport: { width, height: 700 } });
    await page.files([phantomVolume(4).scan, brokenPng('broken.png')]);
    await page.finished();
    const cut = await page.page.evaluate(
      (right) =>
        [...document.querySelectorAll('.toolbar button, .top button, .files-head button, .slice-line button')]
          .map((button) => ({
            name: button.ariaLabel ?? button.textContent,
            box: button.getBoundingClientRect(),
          }))
          .filter(({ box }) => box.left < 0 || box.right > right || box.width === 0)
          .map(({ name }) => name),
      width,
    );
    expect(cut).toEqual([]);
    await expect.poll(() => page.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
});

/** Controls that are shown, and are smaller than a fingertip. */
function tooSmall({ page }: App): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('button, summary, select, input:not([type=checkbox]), label.check')]
      .map((control) => ({
        name: control.ariaLabel || control.textContent || control.tagName,
        box: control.getBoundingClientRect(),
      }))
      .filter(({ box }) => box.width > 0 && (box.height < 43.9 || box.width < 43.9))
      .map(({ name, box }) => `${name}: ${box.width} x ${box.height}`),
  );
}
