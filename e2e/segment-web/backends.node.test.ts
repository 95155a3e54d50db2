/** What computes: the choice, its explanations, and masks of graphics cards. */
import { decodePng } from '@miniseg/formats';
import { expect, it } from 'vitest';
import type { App } from './app.js';
import { describePage } from './describe-page.js';
import { phantomPng } from './samples.js';

await describePage('computes on what the browser has', ({ open }) => {
  // Chromium emulates the graphics card here, and compiles a shader for each op that is checked.
  const timeout = 280_000;
  const choose = async (page: App, backend: string) => {
    await page.page.locator('.chip').click();
    await page.page.getByLabel('Computes on').selectOption(backend);
    await page.page.locator('.chip.loading').waitFor({ state: 'detached', timeout });
    // A failure is a message behind the dialog.
    expect(await page.state()).toMatchObject({ engine: { backend }, messages: [] });
    await page.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  };
  const mask = async (page: App) =>
    decodePng((await page.download('Mask of this slice as PNG')).bytes).data as Uint8Array;

  it('says what is in use, what else there is, and why not', async () => {
    const page = await open();
    await page.page.locator('.chip').click();
    const list = page.page.locator('ul.backends');
    // The browser starts its drivers for the answer.
    await expect.poll(() => list.textContent(), { timeout: 60_000 }).toMatch(/WebGPU/);
    const lines = await list.locator('li').allTextContents();
    expect(lines[0]).toBe('In use: WebAssembly.');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^Graphics card \(WebGL\): (can be chosen.*(runs on|emulates)|not here\. .+)/);
    expect(lines[2]).toMatch(/^Graphics card \(WebGPU\): (can be chosen.*(runs on|emulates)|not here\. .+)/);
  });

  it.for(['webgl', 'webgpu'] as const)(
    '%s gives the masks of WebAssembly, but for single pixels',
    { timeout: 600_000 },
    async (backend, { skip }) => {
      const page = await open();
      skip(!(await page.page.evaluate(isOffered, backend)), `This Chromium offers no ${backend}.`);
      await page.files([phantomPng('a.png', 2)]);
      await page.finished();
      const expected = await mask(page);
      await choose(page, backend);
      await page.press('Segment again');
      await page.finished({ timeout });
      const found = await mask(page);
      expect(found.some((value) => value !== 0)).toBe(true);
      const differing = found.filter((value, at) => value !== expected[at]).length;
      expect(differing).toBeLessThan(0.002 * found.length);
      const { checks } = (await page.state()).engine ?? {};
      expect(checks?.passed).toBe(checks?.total);
      expect(checks?.total).toBeGreaterThan(5);
    },
  );
});

async function isOffered(backend: 'webgl' | 'webgpu'): Promise<boolean> {
  if (backend === 'webgl') return document.createElement('canvas').getContext('webgl2') !== null;
  const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<unknown> } };
  return Boolean(await gpu?.requestAdapter());
}
