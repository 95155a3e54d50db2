/** One bad input neither ends a run nor vanishes, and an option that would do nothing is refused. */
import { symlink } from 'node:fs/promises';
import { chestPhantom } from '@miniseg/data';
import { encodePng, writeNifti } from '@miniseg/formats';
import { expect, it } from 'vitest';
import { files, phantom, phantomDicom, phantomPng } from '../../test/phantom.js';
import { segmentFolder } from '../../test/segment-folder.js';

const { at, put, segment, labels, picture, report } = segmentFolder();

it('a link to nowhere, an empty slice and a path that is not there are named, and the others are segmented', async () => {
  await put('slices/a.png', phantomPng(0));
  await symlink(at('gone.png'), at('slices/b.png'));
  await put('slices/._a.png', 'left by a Mac');
  for (const slice of [0, 1, 2]) await put(`study/IM${slice}`, phantomDicom(slice));
  await put('study/IM3', '');
  const { code, stdout, stderr } = await segment(['slices', 'study', 'nowhere.nii'], '--no-overlay');
  expect([code, stdout]).toEqual([1, expect.stringMatching(/^1 slice and 1 volume of 5 inputs segmented/)]);
  for (const line of [
    /b\.png: It cannot be read/,
    /IM3: The file is empty/,
    /nowhere\.nii: .*Check the path/,
  ]) {
    expect(stderr).toMatch(line);
  }
  expect(stderr).not.toMatch(/ {4}at /);
  const { failed, slices } = await report();
  expect([files(failed), files(slices)]).toEqual([['b.png', 'IM3', 'nowhere.nii'], ['a.png']]);
  expect((await picture('a.png')).width).toBe(64);
});

it('a run of nothing but bad inputs says what is wrong with each', async () => {
  await put('slices/a.png', '');
  await symlink(at('gone.png'), at('slices/b.png'));
  const { code, stderr } = await segment('slices');
  expect([code, stderr]).toEqual([1, expect.stringMatching(/2 of 2 slices failed/)]);
  expect(files((await report()).failed).sort()).toEqual(['a.png', 'b.png']);
});

it('--window and --range are refused where every input is a picture of bytes', async () => {
  for (const name of ['a', 'b']) await put(`slices/${name}.png`, phantomPng(0));
  for (const option of [
    ['--window', 'lung'],
    ['--range', '0,255'],
  ]) {
    const { code, stderr } = await segment('slices', ...option);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/has no effect on pictures of 8 bits.*leave it out/),
    ]);
  }
  await put('scan.nii.gz', writeNifti(phantom));
  expect((await segment(['slices', 'scan.nii.gz'], '--window', 'lung')).code).toBe(0);
});

it('--workers and --threads are refused where the network has no form that knows them', async () => {
  await put('a.png', phantomPng(0));
  const { code, stderr } = await segment('a.png', '--engine', 'plain', '--threads', '2');
  expect([code, stderr]).toEqual([2, expect.stringMatching(/of the compiled engine/)]);
});

it('a 16-bit picture of Hounsfield units gets the mask of its lung window, and a note', async () => {
  const plane = phantom.data.subarray(0, 64 * 64);
  for (const [name, offset] of [
    ['deeplesion', 32768],
    ['other', 1024],
  ] as const) {
    const data = Uint16Array.from(plane, (value) => Math.max(-1024, Math.min(3000, value)) + offset);
    await put(`${name}.png`, encodePng({ width: 64, height: 64, channels: 1, data, maxValue: 65535 }));
  }
  await put('window.png', phantomPng(0));
  const { code, stderr } = await segment(['deeplesion.png', 'other.png', 'window.png'], '--no-overlay');
  expect([code, stderr]).toEqual([0, expect.stringMatching(/Notes:\n {2}deeplesion\.png: .*plus 32768/)]);
  const masks = await Promise.all(['deeplesion.png', 'other.png', 'window.png'].map(picture));
  for (const { data } of masks) expect(data).toEqual(masks[2].data);
  const { slices } = await report();
  expect(slices.map(({ guessed }: { guessed?: string }) => guessed)).toEqual([
    'hounsfield',
    'hounsfield',
    undefined,
  ]);
});

it('a 16-bit picture of numbers without a meaning is refused with a cure that works', async () => {
  const data = Uint16Array.from({ length: 32 * 32 }, (_, index) => 5000 + index);
  await put('a.png', encodePng({ width: 32, height: 32, channels: 1, data, maxValue: 65535 }));
  const { code, stderr } = await segment('a.png', '--no-overlay');
  expect([code, stderr]).toEqual([1, expect.stringMatching(/5000 to 6023 of 65535.*--range/)]);
  expect((await segment('a.png', '--no-overlay', '--range', '5000,6023', '--overwrite')).code).toBe(0);
});

it('no mL is told where nothing says how far slices lie apart', async () => {
  for (const slice of [0, 1, 2]) await put(`study/${slice}`, phantomDicom(slice, { position: [] }));
  const { code } = await segment('study', '--no-overlay');
  expect(code).toBe(0);
  const [volume] = (await report()).volumes;
  expect(volume).not.toHaveProperty('milliliters');
  expect(volume).not.toHaveProperty('spacing');
  expect(volume.notes).toContainEqual(expect.stringMatching(/no volume in mL/));
});

it('a series without positions keeps its label map, and a note says why there is no DICOM segmentation', async () => {
  for (const slice of [0, 1, 2]) await put(`study/${slice}`, phantomDicom(slice, { position: [] }));
  const { code, stderr } = await segment('study', '--no-overlay', '--dicom-seg');
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(/There is no DICOM segmentation: .*does not say/),
  ]);
  const [volume] = (await report()).volumes;
  expect(volume).not.toHaveProperty('dicomSeg');
  expect((await labels('study.nii.gz')).shape).toEqual([3, 64, 64]);
});

it('a volume above the limit of bytes is read with the option that the message names', async () => {
  await put('scan.nii.gz', writeNifti(phantom));
  const { code, stderr } = await segment('scan.nii.gz', '--no-overlay', '--max-bytes', '16K');
  expect([code, stderr]).toEqual([1, expect.stringMatching(/announces .* more than the limit.*--max-bytes/)]);
  expect((await segment('scan.nii.gz', '--no-overlay', '--max-bytes', '0.5G', '--overwrite')).code).toBe(0);
  const wrong = await segment('scan.nii.gz', '--max-bytes', 'much');
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringMatching(/number of bytes, such as/)]);
});

it('a scan of the abdomen gets no share of the lungs', async () => {
  const { volume, masks } = chestPhantom({ seed: 4, size: 64, slices: 4 });
  const data = Int16Array.from(volume.data, (value, index) => (masks.lung[index] ? 40 : value));
  await put('abdomen.nii.gz', writeNifti({ ...volume, data }));
  expect((await segment('abdomen.nii.gz', '--no-overlay', '--window', 'lung')).code).toBe(0);
  expect((await report()).volumes[0]).not.toHaveProperty('lungShare');
});
