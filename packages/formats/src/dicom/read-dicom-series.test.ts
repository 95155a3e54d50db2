import { readShared, SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import { expect, test } from 'vitest';
import { dicoms, folder } from '../fixtures/dicoms.js';
import { expectGeometry } from '../fixtures/expect-volume.js';
import { fromBase64 } from '../fixtures/from-base64.js';
import { readers } from '../fixtures/readers.js';
import type { Vector3 } from '../volume/volume.js';
import { groupDicomSeries } from './group-dicom-series.js';
import { readDicom } from './read-dicom.js';
import { readDicomSeries } from './read-dicom-series.js';
import { writeDicomSegmentation } from './write-dicom-segmentation.js';

const files = Object.entries(folder).map(([name, text]) => ({ name, bytes: fromBase64(text) }));
const named = (...names: string[]) => files.filter(({ name }) => names.includes(name));

/** The file with its position (three numbers of a DS element) replaced by others of the same length. */
function moved(name: string, position: Vector3, as = name) {
  const bytes = fromBase64(folder[name]);
  const tag = [0x20, 0, 0x32, 0, 0x44, 0x53];
  const at = bytes.findIndex((_, index) => tag.every((byte, offset) => bytes[index + offset] === byte));
  const length = bytes[at + 6];
  const text = position.join('\\').padEnd(length);
  expect(text.length).toBe(length);
  bytes.set(new TextEncoder().encode(text), at + 8);
  return { name: as, bytes };
}

test('A folder is sorted into series, and slices by their position', async () => {
  const { series, ignored } = await readDicomSeries([
    ...files,
    { name: 'notes.txt', bytes: new Uint8Array(500) },
  ]);
  expect(series.map(({ files }) => files.map(({ name }) => name))).toEqual([
    ['slice-0', 'slice-1', 'slice-2', 'slice-3', 'slice-5'],
    ['other-0', 'other-1'],
    ['localizer'],
  ]);
  expect(series[1]).toMatchObject({ description: 'other', modality: 'CT', shape: [2, 12, 16], unit: 'HU' });
  expect(ignored).toMatchObject([
    { name: 'notes.txt', damaged: false, reason: expect.stringContaining('no DICOM file') },
  ]);

  const [{ volume }] = series;
  expectGeometry(volume, {
    shape: [6, 12, 16],
    spacing: [2, 0.75, 0.5],
    origin: [5, 6, 7],
    direction: [
      [-1, 0, 0],
      [0, 0, -1],
      [0, 1, 0],
    ],
  });
  const { data: slice } = await readDicom(fromBase64(folder['slice-3']));
  expect(volume.data.subarray(3 * 192, 4 * 192)).toEqual(slice);
  // The slice that is missing is empty, so that the last lies where it was taken.
  expect(new Set(volume.data.subarray(4 * 192, 5 * 192))).toEqual(new Set([Math.min(...volume.data)]));
  const { data: last } = await readDicom(fromBase64(folder['slice-5']));
  expect(volume.data.subarray(5 * 192)).toEqual(last);
});

test('Gaps, duplicates and a localizer among the slices are reported', () => {
  const [main] = groupDicomSeries(files).series;
  expect(main.issues.map(({ kind, files }) => [kind, files])).toEqual([
    ['gap', ['slice-3', 'slice-5']],
    ['duplicate', ['slice-1-again']],
    ['mixed-geometry', ['localizer']],
  ]);
  expect(main.issues[0].message).toMatch(
    /4 mm between slice-3 and slice-5, where 2 mm is usual: about 1 slice/,
  );
});

test('A series in order has no issues', () => {
  const { series } = groupDicomSeries(named('slice-2', 'slice-0', 'slice-1'));
  expect(series).toHaveLength(1);
  expect(series[0].issues).toEqual([]);
});

test('Uneven distances are reported with their range', () => {
  const uneven = [
    ...named('slice-0', 'slice-1', 'slice-3'),
    moved('slice-2', [1.3, 6.0, 7.0].map(Number) as Vector3),
  ];
  const [{ issues, spacing, slices }] = groupDicomSeries(uneven).series;
  // At 0, 2, 3.7 and 6 mm.
  expect(spacing[0]).toBeCloseTo(1.7, 6);
  expect(slices.map((slice) => slice?.file)).toEqual([0, 1, 2, 3, 3]);
  expect(issues).toMatchObject([{ kind: 'uneven', message: /1\.7 mm to 2\.3 mm/ }]);
});

test('A tilted gantry makes the slice axis lean, and is reported', () => {
  const tilted = [moved('slice-0', [5, 6, 7]), moved('slice-1', [3, 6, 8]), moved('slice-2', [1, 6, 9])];
  const [{ issues, spacing, direction }] = groupDicomSeries(tilted).series;
  expect(issues).toMatchObject([{ kind: 'tilted', message: /26\.6 degrees/ }]);
  expect(spacing[0]).toBeCloseTo(Math.sqrt(5), 6);
  expect(direction[0].map((value) => value * spacing[0]).map((value) => value.toFixed(6))).toEqual([
    '-2.000000',
    '0.000000',
    '1.000000',
  ]);
});

test('A multi-frame file is a series of its own, and frames that make no stack are left out', () => {
  const multi = ['enhanced', 'sharedPositions'].map((name) => ({
    name,
    bytes: fromBase64(dicoms[name].base64),
  }));
  const { series, ignored } = groupDicomSeries(multi);
  expect(series).toMatchObject([{ shape: [3, 12, 16], origin: [1, 2, 3], issues: [] }]);
  expect(series[0].spacing[0]).toBeCloseTo(2.5, 6);
  expect(ignored).toMatchObject([
    { name: 'sharedPositions', code: 'geometry', reason: expect.stringContaining('share positions') },
  ]);
});

test('A segmentation among the slices is no part of the series', () => {
  const slices = named('slice-0', 'slice-1');
  const [source] = groupDicomSeries(slices).series;
  const labels = { shape: source.shape, data: new Uint8Array(2 * 192).fill(1) };
  const bytes = writeDicomSegmentation(labels, source, { segments: [{ label: 1, name: 'All' }] });
  const { series, ignored } = groupDicomSeries([...slices, { name: 'seg', bytes }]);
  expect(series).toHaveLength(1);
  expect(ignored).toMatchObject([
    { name: 'seg', code: 'unsupported', reason: expect.stringContaining('segmentation object') },
  ]);
});

test('An empty folder has no series', () => {
  expect(groupDicomSeries([])).toEqual({ series: [], ignored: [] });
});

test.skipIf(!sharedAvailable)(
  `Twenty JPEG 2000 slices match the geometry of their label map (${SHARED_HINT})`,
  async () => {
    const names = Object.keys(readers).filter((name) => name.includes('series-j2k'));
    const slices = await Promise.all(
      names.map(async (name) => ({ name, bytes: await readShared(`data/readers/${name}`) })),
    );
    const { series, ignored } = await readDicomSeries(slices);
    expect(series).toHaveLength(1);
    expect(ignored).toEqual([]);
    const [{ volume, issues, files }] = series;
    expect(issues).toEqual([]);
    // The label map stores its rows from the other end: same voxels, opposite row axis.
    const labels = readers['nifti/example_seg_dicom.nii.gz'];
    const [, rows] = labels.shape;
    const [slice, row, column] = labels.direction;
    const lastRow = labels.origin.map(
      (value, axis) => value + row[axis] * labels.spacing[1] * (rows - 1),
    ) as Vector3;
    const flipped = row.map((value) => -value + 0) as Vector3;
    expectGeometry(volume, { ...labels, origin: lastRow, direction: [slice, flipped, column] });
    const sums = files.map(({ name }) => readers[name].sum);
    for (const [index, sum] of sums.entries()) {
      const plane = volume.data.subarray(index * 512 * 512, (index + 1) * 512 * 512);
      expect(Float64Array.from(plane).reduce((total, value) => total + value)).toBe(sum);
    }
  },
);
