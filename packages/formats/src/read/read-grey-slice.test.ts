import { expect, it } from 'vitest';
import { fromBase64 } from '../fixtures/from-base64.js';
import { niftis } from '../fixtures/niftis.js';
import { pictures } from '../fixtures/pictures.js';
import { encodePng } from '../png/encode-png.js';
import { readGreySlice } from './read-grey-slice.js';

const png = (channels: 1 | 2 | 3 | 4, data: number[], maxValue = 255) =>
  encodePng({
    width: data.length / channels,
    height: 1,
    channels,
    data: (maxValue > 255 ? Uint16Array : Uint8Array).from(data),
    maxValue,
  });

it('grey keeps its values and says what is white, stored as grey or as color', async () => {
  const grey = { data: Uint8Array.of(3, 250), width: 2, height: 1, white: 255 };
  expect(await readGreySlice(png(1, [3, 250]))).toEqual(grey);
  expect(await readGreySlice(png(3, [3, 3, 3, 250, 250, 250]))).toEqual(grey);
  expect(await readGreySlice(png(4, [3, 3, 3, 255, 250, 250, 250, 255]))).toEqual(grey);
  const deep = await readGreySlice(png(1, [3, 65000], 65535));
  expect([deep.data, deep.white]).toEqual([Uint16Array.of(3, 65000), 65535]);
});

it('a grey JPEG is read, whatever compression did to its channels', async () => {
  const { data, width, height, white } = await readGreySlice(fromBase64(pictures.jpegGrey.base64));
  expect([data.length, white]).toEqual([width * height, 255]);
});

it('a palette is resolved, and real colors in it are refused', async () => {
  await expect(readGreySlice(fromBase64(pictures.palette4.base64))).rejects.toThrow(/in color/);
});

it.each([
  ['color', png(3, [3, 3, 4]), /in color \(3 channels/],
  ['color in a JPEG', fromBase64(pictures.jpegColor.base64), /in color/],
  ['transparency', png(2, [3, 254]), /transparent in places \(2 channels\)/],
  ['another format', fromBase64(niftis.int16.base64), /a nifti file, not a PNG/],
  ['an unknown one', new Uint8Array(99).fill(7), /no known image format/],
  ['nothing', new Uint8Array(0), /is empty/],
])('%s is refused with what to do', async (_, bytes, message) => {
  await expect(readGreySlice(bytes)).rejects.toThrow(message);
  await expect(readGreySlice(bytes)).rejects.toThrow(/Export|Convert/);
});
