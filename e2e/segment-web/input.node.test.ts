/** What the page opens, and that its masks are those of `miniseg segment`. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { decodePng, readVolume } from '@miniseg/formats';
import { describe, expect, it } from 'vitest';
import { segmentByCommand } from './command-line.js';
import { describePage } from './describe-page.js';
import { phantomJpeg, phantomPair, zipOf } from './samples.js';
import { DEMO_WEIGHTS as demo, hasShared, shared, WITHOUT } from './shared.js';

await describePage('takes files of every kind', ({ open }) => {
  const weights = ['--weights', demo];

  it('a JPEG gets the mask of the command line, and one in color is refused in words', async () => {
    const page = await open();
    const picture = phantomJpeg('slice.jpg', 3);
    await page.files([picture]);
    await page.finished();
    const { name, bytes } = await page.download('Mask of this slice as PNG');
    expect([name, (await page.result()).counts[0]]).toEqual(['slice.png', expect.any(Number)]);
    expect(bytes).toEqual(await segmentByCommand([picture], 'slice.png', weights));
    await page.files([phantomJpeg('color.jpg', 3, 128, 'red')]);
    await page.page.locator('.message.error').waitFor();
    await expect.poll(() => page.page.locator('.message.error').textContent()).toMatch(/in color.*grey PNG/);
  });

  it.each(['header first', 'image first'])(
    'the two files of a NIfTI pair are one volume, %s',
    async (order) => {
      const page = await open();
      const pair = phantomPair('patient');
      await page.files(order === 'header first' ? pair : pair.toReversed());
      await page.finished();
      const { inputs, problems, notTaken } = await page.state();
      expect([inputs.map(({ label }) => label), problems, notTaken]).toEqual([['patient.hdr'], [], []]);
      const { name, bytes } = await page.download('Mask as NIfTI');
      expect(name).toBe('patient.nii.gz');
      expect(sameBytes(bytes, await segmentByCommand([...pair], name, weights))).toBe(true);
    },
  );

  it('half of a NIfTI pair is told which file is missing', async () => {
    const page = await open();
    const [header, image] = phantomPair('patient');
    await page.files([image]);
    const message = page.page.locator('.message.error').last();
    await message.waitFor();
    await expect
      .poll(() => message.textContent())
      .toMatch(/patient\.img: .*half of a pair, and the \.hdr file/);
    await page.page.locator('.message button').first().click();
    await message.waitFor({ state: 'detached' });
    await page.files([header]);
    await message.waitFor();
    await expect.poll(() => message.textContent()).toMatch(/\.img/);
  });

  describe.skipIf(!hasShared)(`on real files${WITHOUT}`, () => {
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
    });

    it('a NIfTI volume gets the label map of the command line, byte for byte', async () => {
      const page = await open();
      const volume = shared('data/readers/nifti/chest-128x128x64.nii.gz');
      await page.files(volume);
      await page.finished();
      const { name, bytes } = await page.download('Mask as NIfTI');
      const expected = await segmentByCommand(volume, name, ['--weights', demo]);
      expect(sameBytes(bytes, expected)).toBe(true);
      const report = JSON.parse(new TextDecoder().decode((await page.download('Report as JSON')).bytes));
      expect(report.results[0]).toMatchObject({ slices: 64, segmented: 64, backend: 'wasm' });
      expect(report.results[0].lungShare).toBeGreaterThan(0);
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
      expect(sameBytes(bytes, expected)).toBe(true);
      const segmentation = await readVolume((await page.download('DICOM segmentation')).bytes);
      const labels = await readVolume(bytes);
      const count = (data: ArrayLike<number>) => Array.from(data).filter(Boolean).length;
      expect(count(segmentation.data)).toBe(count(labels.data));
    }, 240_000);
  });
});

/** Element by element, as `toEqual` does it, a volume takes minutes. */
const sameBytes = (one: Uint8Array, other: Uint8Array) => Buffer.from(one).equals(other);
