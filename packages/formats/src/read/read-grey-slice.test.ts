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

/** A chest of sorts: body, lung, air and bone, with noise. */
const hounsfield = Array.from({ length: 400 }, (_, index) => {
  const tissue = [40, -850, -1000, 60, 700, -800, 30, 20][index % 8];
  return tissue + ((index * 37) % 23) - 11;
});
const lungWindow = hounsfield.map((value) =>
  Math.round(Math.min(Math.max((value + 1350) / 1500, 0), 1) * 255),
);
const wide = (values: number[]) => png(1, values, 65535);

it.each([32768, 1024])(
  'Hounsfield units plus %i are seen through the lung window, and a note says so',
  async (offset) => {
    const file = wide(hounsfield.map((value) => value + offset));
    const { data, white, notes } = await readGreySlice(file);
    expect([Array.from(data), white]).toEqual([lungWindow, 255]);
    expect(notes).toEqual([expect.stringContaining(`Hounsfield units plus ${offset}`)]);
    const narrow = await readGreySlice(file, { window: [-160, 240] });
    expect([narrow.data[0], narrow.white, narrow.notes]).toEqual([
      Math.round(((hounsfield[0] + 160) / 400) * 255),
      255,
      undefined,
    ]);
  },
);

it('another offset is told by the caller, and without one the picture is refused with the cure', async () => {
  const file = wide(hounsfield.map((value) => value + 5000));
  await expect(readGreySlice(file)).rejects.toThrow(/uses the values 39\d\d to 57\d\d of 65535.*\{ window: .*offset: /);
  expect(Array.from((await readGreySlice(file, { window: [-1350, 150], offset: 5000 })).data)).toEqual(
    lungWindow,
  );
  await expect(readGreySlice(file, { window: [-1350, 150] })).rejects.toThrow(/say what was added/);
});

it('a picture that uses its 16 bits, or is all alike, is a picture', async () => {
  const shades = Array.from({ length: 400 }, (_, index) => (index * 163) % 65536);
  const { data, white, notes } = await readGreySlice(wide(shades));
  expect([Array.from(data), white, notes]).toEqual([shades, 65535, undefined]);
  expect((await readGreySlice(wide([7, 7]))).white).toBe(65535);
});

it.each([
  [{ window: [5, 5] }, /low below high/],
  [{ window: 'lung' }, /low below high/],
  [{ offset: 1024 }, /beside it offset/],
  [{ window: [-1350, 150], offset: Number.NaN }, /offset/],
])('the options %j are refused', async (options, message) => {
  await expect(readGreySlice(wide([1, 2]), options as never)).rejects.toThrow(message);
});
