import { expect, test } from 'vitest';
import { fromBase64 } from '../fixtures/from-base64.js';
import { pictures } from '../fixtures/pictures.js';
import { decodeJpeg } from './decode-jpeg.js';

test.each(['jpegGrey', 'jpegProgressive', 'jpegColor'])(
  '%s is within rounding of what libjpeg decodes',
  async (name) => {
    const { base64, samples, channels } = pictures[name];
    const raster = await decodeJpeg(fromBase64(base64));
    expect(raster).toMatchObject({ width: 31, height: 24, channels: 3 });
    const difference = samples.map((value, index) => {
      const at = channels === 3 ? index : index * 3;
      return Math.abs(raster.data[at] - value);
    });
    expect(Math.max(...difference)).toBeLessThanOrEqual(3);
    expect(difference.reduce((sum, value) => sum + value, 0) / samples.length).toBeLessThan(0.6);
  },
);

test('A file cut off anywhere is reported as truncated or corrupt', async () => {
  const file = fromBase64(pictures.jpegGrey.base64);
  for (let length = 2; length < file.length; length += 7) {
    await expect(decodeJpeg(file.subarray(0, length))).rejects.toMatchObject({ code: 'truncated' });
  }
});

test('12-bit and lossless images are refused by name', async () => {
  const file = fromBase64(pictures.jpegGrey.base64);
  const frame = file.findIndex((byte, index) => byte === 0xff && file[index + 1] === 0xc0);
  const lossless = file.slice();
  lossless[frame + 1] = 0xc3;
  await expect(decodeJpeg(lossless)).rejects.toMatchObject({ code: 'unsupported', message: /SOF3/ });
  const deep = file.slice();
  deep[frame + 4] = 12;
  await expect(decodeJpeg(deep)).rejects.toMatchObject({ code: 'unsupported', message: /12-bit/ });
});

test('Gigantic dimensions are refused before memory is taken', async () => {
  const file = fromBase64(pictures.jpegGrey.base64);
  const frame = file.findIndex((byte, index) => byte === 0xff && file[index + 1] === 0xc0);
  const sized = (size: number) =>
    file.map((byte, index) => (index >= frame + 5 && index < frame + 9 ? size : byte));
  await expect(decodeJpeg(sized(0xff))).rejects.toMatchObject({ code: 'too-large' });
  await expect(decodeJpeg(sized(0x11))).rejects.toMatchObject({ code: 'truncated' });
  await expect(decodeJpeg(fromBase64(pictures.jpegGrey.base64), { maxBytes: 100 })).rejects.toMatchObject({
    code: 'too-large',
  });
});
