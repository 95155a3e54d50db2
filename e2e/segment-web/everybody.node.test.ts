/** The page for everybody: people with a disability, phones, dark rooms, long days. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.js';
import { violations } from './axe.js';
import { describePage } from './describe-page.js';
import { brokenPng, phantomVolume } from './samples.js';

await describePage('is for everybody', ({ open }) => {
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
        await expect
          .poll(() => page.page.evaluate(() => document.documentElement.scrollWidth))
          .toBe(viewport.width);
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
  }, 240_000);
});
