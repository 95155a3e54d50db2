import { encodePng, readSlice } from '@miniseg/formats';
import { expect, it } from 'vitest';
import { fromBase64 } from '../../../formats/src/fixtures/from-base64.js';
import { pictures } from '../../../formats/src/fixtures/pictures.js';
import { segmentFolder } from '../../test/segment-folder.js';

const { put, segment, picture, report } = segmentFolder();
const jpeg = fromBase64(pictures.jpegGrey.base64);

it('a JPEG slice gives the mask of its grey values', async () => {
  const { data, shape } = await readSlice(jpeg);
  const grey = {
    width: shape[2],
    height: shape[1],
    channels: 1 as const,
    data: data as Uint8Array,
    maxValue: 255,
  };
  await put('a.jpg', jpeg);
  await put('b.png', encodePng(grey));
  expect((await segment(['a.jpg', 'b.png'])).code).toBe(0);
  const [mask, expected] = [await picture('a.png'), await picture('b.png')];
  expect([mask.width, mask.height]).toEqual([shape[2], shape[1]]);
  expect(mask.data).toEqual(expected.data);
  expect((await picture('overlays/a.png')).data).toEqual((await picture('overlays/b.png')).data);
  const { slices } = await report();
  expect(Object.keys(slices[0])).toEqual(Object.keys(slices[1]));
});

it('a folder of JPEG slices is segmented where it holds nothing better', async () => {
  await put('jpegs/a.jpg', jpeg);
  await put('jpegs/b.jpeg', jpeg);
  await put('jpegs/c.jpg', 'no picture');
  await put('jpegs/notes.txt', 'about the slices');
  const { code, stdout, stderr } = await segment('jpegs');
  expect([code, stdout]).toEqual([1, expect.stringMatching(/^2 of 3 slices segmented/)]);
  expect(stderr).toMatch(/c\.jpg: .*no known format/);
  expect((await report()).notTaken).toEqual([{ file: 'notes.txt', reason: 'It is of no known format.' }]);
});

it('a JPEG in color or cut off is named with the reason', async () => {
  await put('color.jpg', fromBase64(pictures.jpegColor.base64));
  await put('cut.jpg', jpeg.subarray(0, jpeg.length - 30));
  const { code, stderr } = await segment(['color.jpg', 'cut.jpg']);
  expect([code, stderr]).toEqual([1, expect.stringMatching(/color\.jpg: The image is in color/)]);
  expect(stderr).toMatch(/cut\.jpg: .*cut off/);
});
