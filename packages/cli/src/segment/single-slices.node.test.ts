import { windowTo8bit } from '@miniseg/data';
import { readDicom, writeNpy } from '@miniseg/formats';
import { expect, it } from 'vitest';
import { files, phantomDicom, phantomPng, plane, SIZE } from '../../test/phantom.js';
import { segmentFolder } from '../../test/segment-folder.js';

const { put, segment, picture, bytes, report } = segmentFolder();

it('single DICOM and NumPy slices give masks and overlays as the PNG of the same look does', async () => {
  const grey = windowTo8bit(plane(1), 'lung');
  await put('slices/a.png', phantomPng(1));
  await put('b.dcm', phantomDicom(1));
  await put('1.2.840.77', phantomDicom(1));
  await put('c.npy', writeNpy({ data: grey, shape: [SIZE, SIZE] }));
  const { code, stdout } = await segment(['slices', 'b.dcm', '1.2.840.77', 'c.npy'], '--dicom-seg');
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^4 slices of 4 inputs/)]);
  const names = ['a', 'b', '1.2.840.77', 'c'];
  const masks = await Promise.all(names.map((name) => bytes(`${name}.png`)));
  const overlays = await Promise.all(names.map((name) => bytes(`overlays/${name}.png`)));
  for (const mask of masks) expect(mask).toEqual(masks[0]);
  for (const overlay of overlays) expect(overlay).toEqual(overlays[0]);
  const { slices } = await report();
  expect(slices.map(({ range }: { range?: number[] }) => range)).toEqual([
    undefined,
    [-1350, 150],
    [-1350, 150],
    [0, 255],
  ]);
  expect(slices[1]).toMatchObject({ file: 'b.dcm', dicomSeg: 'b.seg.dcm', width: SIZE });
  expect((await readDicom(await bytes('b.seg.dcm'))).shape).toEqual([1, SIZE, SIZE]);
});

it('a slice of a patient who lies face down is turned for the network, and its mask is not', async () => {
  const turned = plane(1).slice().reverse();
  const prone = phantomDicom(1, { data: turned, orientation: [-1, 0, 0, 0, -1, 0] });
  await put('supine.dcm', phantomDicom(1));
  await put('prone.dcm', prone);
  expect((await segment(['supine.dcm', 'prone.dcm'])).code).toBe(0);
  const [supine, mask] = [await picture('supine.png'), await picture('prone.png')];
  expect(mask.data).toEqual(supine.data.slice().reverse());
});

it('a folder of DICOM slices that make no series is a folder of slices', async () => {
  await put('slices/one', phantomDicom(0, { series: '2.25.5' }));
  await put('slices/two', phantomDicom(1, { series: '2.25.6' }));
  expect(await segment('slices')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^2 slices of 2 inputs/),
  });
  expect((await picture('one.png')).width).toBe(SIZE);
});

it('a folder of PNG slices stays one, and says which other images it leaves', async () => {
  await put('mixed/a.png', phantomPng(0));
  await put('mixed/b.dcm', phantomDicom(1));
  await put('mixed/notes.txt', 'not an image');
  const { code, stdout, stderr } = await segment('mixed');
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^1 of 1 slices segmented/)]);
  expect(stderr).toMatch(/Not taken:\n {2}b\.dcm: its folder holds PNG slices/);
  expect(files((await report()).notTaken)).toEqual(['b.dcm']);
});
