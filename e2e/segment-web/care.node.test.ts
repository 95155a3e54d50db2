/** What the page does for those who are in a hurry: results say what made them, nothing is lost by one wrong press. */
import path from 'node:path';
import { expect, it } from 'vitest';
import { writeSmallWeights } from '../../packages/cli/test/small-weights.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import type { App } from './app.js';
import { describePage } from './describe-page.js';
import { brokenPng, phantomPng, phantomVolume } from './samples.js';

interface ReportOfPage {
  weights?: { file: string };
  results: { file: string; stale?: boolean; weights?: { file: string; sha256?: string; note?: string } }[];
}

const report = async (page: App): Promise<ReportOfPage> =>
  JSON.parse(new TextDecoder().decode((await page.download('Report as JSON')).bytes));

await describePage('takes care', ({ open }) => {
  it('a result names the weights that made it, and is marked when others are loaded', async () => {
    const folder = await temporaryFolder();
    const other = path.join(folder.path, 'other.safetensors');
    await writeSmallWeights(other);
    const page = await open();
    await page.files([phantomPng('a.png', 1)]);
    await page.finished();
    const banner = page.page.getByTestId('demo-banner');
    await expect
      .poll(() => banner.textContent())
      .toMatch(/trained on drawn phantoms only, never on a patient/);
    await page.page.locator('.chip').click();
    await page.page.getByLabel('Weights', { exact: true }).setInputFiles(other);
    await expect.poll(async () => (await page.state()).engine?.file).toBe('other.safetensors');
    await page.page.keyboard.press('Escape');
    await expect
      .poll(() => page.page.getByTestId('stale-banner').textContent())
      .toMatch(/phantom-demo\.safetensors.*other\.safetensors/);
    await expect.poll(() => page.page.locator('.file-state').textContent()).toBe('other weights');
    await expect.poll(() => banner.count()).toBe(1);
    const before = await report(page);
    expect(before).not.toHaveProperty('weights');
    expect(before.results[0]).toMatchObject({
      stale: true,
      weights: { file: 'phantom-demo.safetensors', note: expect.stringMatching(/phantoms only/) },
      versions: { miniseg: expect.any(String), tfjs: expect.stringMatching(/^4\./) },
    });
    await page.press('Report to print');
    await expect
      .poll(() => page.page.locator('dialog.report').textContent())
      .toMatch(/phantom-demo\.safetensors.*Other weights are loaded now/);
    await page.page.keyboard.press('Escape');
    // It stays with the masks over a reload.
    await page.page.reload();
    await page.ready();
    await page.press('Take it up again');
    await page.page.getByTestId('stale-banner').waitFor();
    await page.press('Segment again');
    await page.page.getByTestId('stale-banner').waitFor({ state: 'detached' });
    await page.finished();
    const after = await report(page);
    expect(after.results[0]).toMatchObject({ weights: { file: 'other.safetensors' } });
    expect(after.results[0]).not.toHaveProperty('stale');
    await expect.poll(() => banner.count()).toBe(0);
    await folder.remove();
  });

  it('closing all files is undone, with masks and corrections, until others are opened', async () => {
    const page = await open();
    await page.files([phantomPng('a.png', 1)]);
    await page.finished();
    await page.press('Brush');
    await page.stroke();
    const drawn = await page.download('Mask of this slice as PNG');
    await page.press('Close all');
    const message = page.page.locator('.message.note');
    await message.waitFor();
    await expect
      .poll(() => message.textContent())
      .toMatch(/1 file was closed, and 1 corrected slice with them/);
    await page.press('Undo');
    await page.finished();
    expect((await page.result()).edited).toEqual([0]);
    expect((await page.download('Mask of this slice as PNG')).bytes).toEqual(drawn.bytes);
    // It is kept again, too.
    await page.page.reload();
    await page.ready();
    await page.press('Forget it');
    await message.waitFor();
    await page.press('Undo');
    await page.press('Take it up again');
    await page.finished();
    expect((await page.download('Mask of this slice as PNG')).bytes).toEqual(drawn.bytes);
    await page.press('Close all');
    await message.waitFor();
    await page.files([phantomPng('b.png', 2)]);
    await page.finished();
    await expect.poll(() => message.count()).toBe(0);
    expect((await page.state()).inputs.map(({ label }) => label)).toEqual(['b.png']);
    expect(page.errors).toEqual([]);
  });

  it('one bad file is explained where the picture would be, and another can be chosen there', async () => {
    const page = await open();
    await page.files([brokenPng('broken.png')]);
    const trouble = page.page.getByRole('region', { name: 'Nothing to show' });
    await trouble.waitFor();
    await expect.poll(() => trouble.textContent()).toMatch(/broken\.png.*cut off/);
    await expect.poll(() => page.page.locator('.panels').count()).toBe(0);
    await trouble.getByLabel('Other files').setInputFiles([phantomPng('good.png', 1)] as never);
    await page.page.getByTestId('pane-found').waitFor();
    await page.page.waitForFunction(() => !document.querySelector('.status.running'));
    await expect.poll(() => trouble.count()).toBe(0);
  });

  it('a file of no known kind alone is explained in the same place', async () => {
    const page = await open();
    await page.files([{ name: 'empty.dcm', mimeType: '', buffer: Buffer.alloc(0) }]);
    const trouble = page.page.getByRole('region', { name: 'Nothing to show' });
    await trouble.waitFor();
    await expect.poll(() => trouble.textContent()).toMatch(/empty\.dcm.*The file is empty/);
    await trouble.getByRole('button', { name: 'Back to the start' }).click();
    await page.page.locator('.drop-zone').waitFor();
  });

  it('of several files the first good one is shown, the rest is one press away, and it is shown again at the end', async () => {
    const page = await open();
    await page.files([brokenPng('a.png'), phantomVolume().scan, phantomPng('c.png', 2)]);
    await page.page.getByTestId('pane-found').waitFor();
    const name = async () => {
      const { inputs, study } = await page.state();
      return inputs.find(({ id }) => id === study?.input)?.label;
    };
    await expect.poll(async () => Object.keys((await page.state()).results).length).toBe(1);
    await expect.poll(async () => (await page.state()).run).toBeUndefined();
    expect(await name()).toBe('phantom.nii.gz');
    // Even where one is left.
    await page.press('Segment all (1 of 3 left)');
    await expect.poll(async () => Object.keys((await page.state()).results).length).toBe(2);
    await expect.poll(async () => (await page.state()).run).toBeUndefined();
    await expect.poll(name).toBe('phantom.nii.gz');
    expect((await page.state()).look.slice).toBe(await page.openingSlice());
    await expect.poll(() => page.page.getByRole('button', { name: /Segment all/ }).count()).toBe(0);
  });
});
