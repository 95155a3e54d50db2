import { orientationOf, reorientVolume } from '@miniseg/data';
import { groupDicomSeries, type PixelArray, readDicom, readNifti } from '@miniseg/formats';
import { readBytes, readFolder } from '@miniseg/formats/node';
import { readShared, SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import { expect, it } from 'vitest';
import { files, phantomDicom, SIZE } from '../../test/phantom.js';
import { segmentFolder } from '../../test/segment-folder.js';

const { at, put, segment, labels, picture, bytes, report } = segmentFolder();

interface VolumeNotes {
  file: string;
  notes: string[];
}
/** Without the one about marks beside the body, which weights that were never trained leave. */
const seriesNotes = ({ notes }: VolumeNotes) => notes.filter((note) => !note.includes('outside of the body'));

it('a folder of DICOM slices of any names and order is one volume, named after the folder', async () => {
  for (const [name, slice] of [
    ['x', 2],
    ['y.1.2', 0],
    ['z', 3],
    ['w', 1],
  ] as const) {
    await put(`study/${name}`, phantomDicom(slice));
  }
  await put('study/notes.txt', 'about the scan');
  const { code, stdout, stderr } = await segment('study', '--dicom-seg');
  expect([code, stderr]).toEqual([0, expect.stringMatching(/Not taken:\n {2}notes\.txt: .*no known format/)]);
  expect(stdout).toMatch(/^1 volume of 1 input segmented/);
  const map = await labels('study.nii.gz');
  expect([map.shape, map.origin, orientationOf(map)]).toEqual([[4, SIZE, SIZE], [-100, -90, 0], 'LPS']);
  const { volumes, notTaken } = await report();
  expect(files(notTaken)).toEqual(['notes.txt']);
  expect(volumes[0]).toMatchObject({
    name: 'study',
    file: 'study (4 files)',
    seriesInstanceUID: '2.25.1',
  });
  expect(seriesNotes(volumes[0])).toEqual([]);

  const seg = await readDicom(await bytes('study.seg.dcm'));
  const marked = (data: PixelArray) => [...data].filter((label) => label === 1).length;
  expect(marked(map.data)).toBe(volumes[0].voxels);
  expect(marked(seg.data)).toBe(volumes[0].voxels);
});

it('series of a folder are numbered, and a localizer, gaps, copies and damage are told', async () => {
  for (const slice of [0, 1, 2, 3]) {
    await put(`study/a${slice}`, phantomDicom(slice, { description: 'thin' }));
    await put(
      `study/b${slice}`,
      phantomDicom(slice, { series: '2.25.2', position: [0, 0, slice === 3 ? 100 : 20 * slice] }),
    );
  }
  await put('study/a0-copy', phantomDicom(0, { description: 'thin', instance: 9 }));
  await put('study/c', phantomDicom(0, { series: '2.25.3', orientation: [0, 1, 0, 0, 0, -1] }));
  await put('study/d', phantomDicom(0).subarray(0, 900));
  const { code, stderr } = await segment('study', '--no-overlay');
  expect([code, stderr]).toEqual([1, expect.stringMatching(/1 of 3 inputs failed.*\n {2}d: .*cut off/)]);
  const { volumes, notTaken, failed } = await report();
  const byName = new Map(volumes.map((volume: VolumeNotes) => [volume.file, seriesNotes(volume)]));
  expect([...byName.keys()].sort()).toEqual(['study (4 files)', 'study (thin, 4 files)']);
  expect(byName.get('study (thin, 4 files)')).toEqual([
    expect.stringMatching(/1 file\(s\) lie where another/),
  ]);
  expect(byName.get('study (4 files)')).toEqual([
    expect.stringMatching(/60 mm between b2 and b3.*missing.*empty/),
  ]);
  expect(volumes.map(({ name }: { name: string }) => name)).toEqual(['study-1', 'study-2']);
  expect(notTaken).toEqual([
    { file: 'c', reason: expect.stringMatching(/stack of 1 slice.*beside a series of 4/) },
  ]);
  expect(files(failed)).toEqual(['d']);
});

it('two folders of one name are refused, and so is one with nothing but folders in it', async () => {
  for (const patient of ['p1', 'p2']) {
    for (const slice of [0, 1, 2]) await put(`${patient}/CT/${slice}`, phantomDicom(slice));
  }
  expect(await segment(['p1/CT', 'p2/CT'])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/p1.CT' and '.*p2.CT' would both give 'CT'/),
  });
  expect(await segment('p1')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/only 1 folder\(s\), which are not looked into/),
  });
});

it('a segmentation object is no scan, and is named as such while the others are finished', async () => {
  for (const slice of [0, 1, 2]) await put(`good/${slice}`, phantomDicom(slice));
  await put('seg.dcm', phantomDicom(0));
  expect((await segment(['good'], '--dicom-seg')).code).toBe(0);
  const seg = at('out', 'good.seg.dcm');
  const { code, stderr } = await segment([seg, 'seg.dcm'], '--overwrite');
  expect([code, stderr]).toEqual([1, expect.stringMatching(/good\.seg\.dcm: .*segmentation object/)]);
  expect((await picture('seg.png')).width).toBe(SIZE);
});

it.skipIf(!sharedAvailable)(
  `the label map of a real series lies where the published one does (${SHARED_HINT})`,
  async () => {
    const folder = `${process.env.MINISEG_SHARED}/data/readers/dicom/series-j2k`;
    expect((await segment(folder, '--size', '64', '--dicom-seg')).code).toBe(0);
    const map = await labels('series-j2k.nii.gz');
    const published = readNifti(await readShared('data/readers/nifti/example_seg_dicom.nii.gz'));
    const { shape, spacing, origin, direction } = reorientVolume(published, orientationOf(map));
    expect([map.shape, map.spacing, map.origin, map.direction]).toEqual([shape, spacing, origin, direction]);
    const [series] = groupDicomSeries(await readFolder(folder)).series;
    expect(map.shape).toEqual(series.shape);
    expect((await readBytes(at('out', 'series-j2k.seg.dcm'))).length).toBeGreaterThan(1000);
  },
);
