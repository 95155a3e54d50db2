import { readShared, SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import { describe, expect, test } from 'vitest';
import { dicoms, folder } from '../fixtures/dicoms.js';
import { checksum, expectGeometry } from '../fixtures/expect-volume.js';
import { fromBase64 } from '../fixtures/from-base64.js';
import { readers } from '../fixtures/readers.js';
import { decimalString } from './dicom-elements.js';
import { createUid } from './dicom-uid.js';
import { type DicomSeries, groupDicomSeries } from './group-dicom-series.js';
import { guarded, parseDicom } from './parse-dicom.js';
import { readDicom } from './read-dicom.js';
import { readSeriesVolume } from './read-dicom-series.js';
import { writeDicomSegmentation } from './write-dicom-segmentation.js';

const files = Object.entries(folder).map(([name, text]) => ({ name, bytes: fromBase64(text) }));
const even = groupDicomSeries(files.filter(({ name }) => /slice-[0-3]$/.test(name))).series[0];
const segments = [
  { label: 1, name: 'Ground glass' },
  { label: 3, name: 'Consolidation', algorithm: 'MANUAL' as const },
];

/** A blob of 1 on every slice, and of 3 on the third. */
function blobs({ shape }: Pick<DicomSeries, 'shape'>) {
  const perSlice = shape[1] * shape[2];
  return {
    shape,
    data: Uint8Array.from({ length: shape[0] * perSlice }, (_, index) => {
      const [slice, pixel] = [Math.floor(index / perSlice), index % perSlice];
      return slice === 2 && pixel < 7 ? 3 : pixel % (9 + slice) === 5 ? 1 : 0;
    }),
  };
}

test('Labels come back exactly, as segment numbers, in the geometry of the series', async () => {
  const labels = blobs(even);
  const read = await readDicom(writeDicomSegmentation(labels, even, { segments }));
  expectGeometry(read, even);
  expect(read.data).toEqual(labels.data.map((label) => (label === 3 ? 2 : label)));
  expect(read.unit).toBe('unknown');
});

test('Slices without a voxel have no frame, also between others', async () => {
  const labels = { shape: even.shape, data: new Uint8Array(even.shape[0] * 192) };
  labels.data[192] = 1;
  labels.data[3 * 192 + 5] = 1;
  const file = writeDicomSegmentation(labels, even, { segments });
  expect(parseDicom(file).intString('x00280008')).toBe(2);
  const { data, shape } = await readDicom(file);
  expect(shape).toEqual([3, 12, 16]);
  const marked = [...data.entries()].filter(([, value]) => value !== 0);
  expect(marked).toEqual([
    [0, 1],
    [2 * 192 + 5, 1],
  ]);
});

test('A map without any label is one empty frame', async () => {
  const labels = { shape: even.shape, data: new Uint8Array(even.shape[0] * 192) };
  const { data, shape } = await readDicom(writeDicomSegmentation(labels, even, { segments }));
  expect(shape).toEqual([1, 12, 16]);
  expect(data.some((value) => value !== 0)).toBe(false);
});

describe('The object', () => {
  const dataSet = parseDicom(writeDicomSegmentation(blobs(even), even, { segments, description: 'Lesions' }));
  const inside = (set: typeof dataSet, ...path: [string, number][]) =>
    path.reduce((place, [tag, item]) => place.elements[tag].items?.[item].dataSet as typeof dataSet, set);

  test("belongs to the series' patient, study and frame of reference", () => {
    const source = even.files[0].header.dataSet;
    for (const tag of ['x00100010', 'x00100020', 'x0020000d', 'x00200052']) {
      expect(dataSet.string(tag)).toBe(source.string(tag));
    }
    expect(dataSet.string('x0020000e')).not.toBe(even.seriesInstanceUID);
    expect(dataSet.string('x0008103e')).toBe('Lesions');
  });

  test('names for each frame the image that it was drawn on', () => {
    for (let frame = 0; frame < 5; frame++) {
      const groups = inside(dataSet, ['x52009230', frame]);
      const image = inside(groups, ['x00089124', 0], ['x00082112', 0]);
      const content = inside(groups, ['x00209111', 0]);
      const slice = (content.uint32('x00209157', 1) as number) - 1;
      expect(image.string('x00081155')).toBe(even.files[slice].header.sopInstanceUID);
      const position = inside(groups, ['x00209113', 0]);
      expect([0, 1, 2].map((axis) => position.floatString('x00200032', axis))).toEqual(
        even.files[slice].header.frames[0].position,
      );
    }
  });

  test('describes its segments', () => {
    const [first, second] = [0, 1].map((item) => inside(dataSet, ['x00620002', item]));
    expect([first.string('x00620005'), first.string('x00620008'), first.string('x00620009')]).toEqual([
      'Ground glass',
      'AUTOMATIC',
      'MiniSeg',
    ]);
    expect([second.uint16('x00620004'), second.string('x00620008'), second.string('x00620009')]).toEqual([
      2,
      'MANUAL',
      undefined,
    ]);
  });
});

test('The frames of a multi-frame source are named by number, in the order of their positions', async () => {
  const [series] = groupDicomSeries([{ name: 'enhanced', bytes: fromBase64(dicoms.enhanced.base64) }]).series;
  const labels = blobs(series);
  const file = writeDicomSegmentation(labels, series, { segments });
  const numbers = parseDicom(file).elements.x52009230.items?.map((item) => {
    const derivation = item.dataSet?.elements.x00089124.items?.[0].dataSet;
    return derivation?.elements.x00082112.items?.[0].dataSet?.intString('x00081160');
  });
  // Stored as third, first, second slice.
  expect(numbers).toEqual([2, 3, 1, 1]);
  expect((await readDicom(file)).data).toEqual(labels.data.map((label) => (label === 3 ? 2 : label)));
});

test('With given identifiers and time the same labels give the same bytes', () => {
  const write = () => {
    let count = 0;
    const next = () => `2.25.${++count}`;
    return writeDicomSegmentation(blobs(even), even, { segments, createUid: next, date: new Date(0) });
  };
  expect(write()).toEqual(write());
});

test('Labels that do not fit the series or have no segment are refused', () => {
  const labels = blobs(even);
  const write = (changes: object, list = segments) =>
    guarded(() => writeDicomSegmentation({ ...labels, ...changes }, even, { segments: list }));
  expect(() => write({ shape: [1, 12, 16] })).toThrow(expect.objectContaining({ code: 'geometry' }));
  expect(() => write({}, segments.slice(0, 1))).toThrow(/the value 3, and no segment has it/);
  expect(() => write({}, [])).toThrow(/got: none/);
  for (const name of ['', 'a\\b', 'Lésion', 'x'.repeat(65)]) {
    expect(() => write({}, [{ label: 1, name }, segments[1]])).toThrow(/1 to 64 ASCII characters/);
  }
  expect(() => write({}, [segments[0], segments[0]])).toThrow(/got: 1, 1/);
});

test('Numbers fit into the 16 characters of a decimal string', () => {
  for (const value of [0, -1 / 3, 1e-7 / 3, -249.51171875, 123456789.12345, -1.2345678901234e-200]) {
    expect(decimalString(value).length).toBeLessThanOrEqual(16);
    expect(Math.abs(Number(decimalString(value)) - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-9);
  }
});

test('Identifiers are unique, and valid', () => {
  const uids = Array.from({ length: 50 }, createUid);
  expect(new Set(uids).size).toBe(50);
  for (const uid of uids) expect(uid).toMatch(/^2\.25\.[1-9]\d{30,38}$/);
});

test.skipIf(!sharedAvailable)(
  `A label map of a real series comes back exactly (${SHARED_HINT})`,
  async () => {
    const names = Object.keys(readers)
      .filter((name) => name.includes('series-j2k'))
      .slice(0, 4);
    const slices = await Promise.all(
      names.map(async (name) => ({ name, bytes: await readShared(`data/readers/${name}`) })),
    );
    const [series] = groupDicomSeries(slices).series;
    const scan = await readSeriesVolume(series);
    const labels = {
      shape: scan.shape,
      data: Uint8Array.from(scan.data, (value) => (value > 150 ? 3 : value < -700 ? 1 : 0)),
    };
    const read = await readDicom(writeDicomSegmentation(labels, series, { segments }));
    expectGeometry(read, scan);
    expect(checksum(read.data)).toBe(checksum(labels.data.map((label) => (label === 3 ? 2 : label))));
  },
);
