/** All results in one archive, and labels of more than two classes. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { decodePng } from '@miniseg/formats';
import { expect, it } from 'vitest';
import { writeSmallWeights } from '../../packages/cli/test/small-weights.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { segmentByCommand } from './command-line.js';
import { describePage } from './describe-page.js';
import { brokenPng, phantomPng, phantomVolume, unzip } from './samples.js';
import { DEMO_WEIGHTS } from './shared.js';

const weights = ['--weights', DEMO_WEIGHTS];

await describePage('exports results', ({ open }) => {
  it('every finished mask is in the archive, as the command line writes it, after a reload too', async () => {
    const page = await open();
    const slice = phantomPng('slice.png', 1);
    const { scan } = phantomVolume();
    await page.files([slice, brokenPng('broken.png'), scan]);
    await page.finished();
    await page.press(/Segment all/);
    await expect.poll(async () => (await page.state()).run).toBeUndefined();
    const { name, bytes } = await page.download('All masks as zip (2 of 3)');
    expect(name).toBe('masks.zip');
    const files = unzip(bytes);
    expect(Object.keys(files)).toEqual(['slice.png', 'phantom.nii.gz', 'report.json']);
    expect(files['slice.png']).toEqual(await segmentByCommand([slice], 'slice.png', weights));
    const volume = await segmentByCommand([scan], 'phantom.nii.gz', weights);
    expect(Buffer.from(files['phantom.nii.gz']).equals(volume)).toBe(true);
    const report = JSON.parse(new TextDecoder().decode(files['report.json']));
    expect(report.results.map(({ mask }: { mask: string }) => mask)).toEqual(['slice.png', 'phantom.nii.gz']);
    expect(report.failed.map(({ file }: { file: string }) => file)).toEqual(['broken.png']);
    await expect.poll(() => page.page.locator('.message.note').textContent()).toMatch(/holds 2 of 3 masks/);
    // The inputs that were not opened again since are read for their geometry.
    await page.page.reload();
    await page.ready();
    await page.press('Take it up again');
    await page.page.getByRole('button', { name: 'All masks as zip (2 of 3)' }).waitFor();
    await page.page.waitForFunction(() => !document.querySelector('.veil, .empty'));
    const again = unzip((await page.download(/All masks as zip/)).bytes);
    expect(again['slice.png']).toEqual(files['slice.png']);
    expect(Buffer.from(again['phantom.nii.gz']).equals(volume)).toBe(true);
    expect(page.errors).toEqual([]);
  });

  it('a network of four classes gives four labels, in the files of the command line and under the brush', async () => {
    const folder = await temporaryFolder();
    const file = path.join(folder.path, 'four.safetensors');
    await writeSmallWeights(file, true, { classes: 4, seed: 13 });
    const page = await open();
    await page.useWeights(file);
    const slice = phantomPng('slice.png', 1);
    await page.files([slice]);
    await page.finished();
    const { bytes } = await page.download('Mask of this slice as PNG');
    const { data, palette } = decodePng(bytes);
    expect(new Set(data).size).toBeGreaterThan(2);
    expect([Math.max(...data) < 4, palette !== undefined]).toEqual([true, true]);
    await writeFile(path.join(folder.path, 'slice.png'), slice.buffer);
    const options = ['--weights', file];
    expect(bytes).toEqual(await segmentByCommand(path.join(folder.path, 'slice.png'), 'slice.png', options));
    await page.press('Brush');
    await page.page.getByLabel('Label').fill('3');
    await page.stroke();
    const drawn = decodePng((await page.download('Mask of this slice as PNG')).bytes).data;
    const threes = (mask: ArrayLike<number>) => Array.from(mask).filter((label) => label === 3).length;
    expect(threes(drawn)).toBeGreaterThan(threes(data) + 100);
    await folder.remove();
  });
});
