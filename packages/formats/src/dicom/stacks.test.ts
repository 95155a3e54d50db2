/** Where slices of any stack lie: in the volume, in NIfTI and in DICOM segmentations. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COLUMNS, makeDicom, ROWS } from '../fixtures/make-dicom.js';
import { readNifti } from '../nifti/read-nifti.js';
import { writeNifti } from '../nifti/write-nifti.js';
import type { Vector3, Volume } from '../volume/volume.js';
import { voxelVolume } from '../volume/voxel-volume.js';
import type { DicomElement } from './dicom-elements.js';
import { type DicomSeries, groupDicomSeries } from './group-dicom-series.js';
import { readDicom } from './read-dicom.js';
import { readSeriesVolume } from './read-dicom-series.js';
import { writeDicomSegmentation } from './write-dicom-segmentation.js';

const PER_SLICE = ROWS * COLUMNS;
const filled = (value: number) => new Array(PER_SLICE).fill(value);

/** Slices along z at the given places; slice i holds the value 100 + i. */
const stack = (places: number[], more: (index: number) => object = () => ({})) =>
  places.map((z, index) => ({
    name: `s${index}`,
    bytes: makeDicom({
      position: [1, 2, z],
      values: filled(100 + index),
      instance: index + 1,
      ...more(index),
    }),
  }));

const shown = ({ slices }: DicomSeries) => slices.map((slice) => slice?.file ?? '-').join(' ');

test.each<[string, number[], number, string, string[]]>([
  ['a missing slice', [0, 2, 4, 8, 10], 2, '0 1 2 - 3 4', ['gap']],
  ['one of three slices', [0, 5, 15], 5, '0 1 - 2', ['gap']],
  ['two gaps of different size', [0, 2, 8, 10, 14], 2, '0 1 - - 2 3 - 4', ['gap', 'gap']],
  [
    'a part at three times the distance',
    [0, 10, 20, 30, 60, 90, 120],
    10,
    '0 1 2 3 3 4 4 4 5 5 5 6 6 6',
    ['uneven'],
  ],
  ['distances with a common measure', [0, 2, 4, 7, 9, 11], 1, '0 1 1 2 2 2 3 3 4 4 5 5', ['uneven']],
  ['distances without one', [0, 2, 4.9, 7.6, 9.63], 2, '0 1 2 2 3 4', ['uneven']],
  ['a rounded distance', [0, 0.6, 1.3, 1.9, 2.5], 0.63, '0 1 2 3 4', []],
])('%s: every slice lies where it was taken', async (_, places, step, expected, kinds) => {
  const [series] = groupDicomSeries(stack(places).toReversed()).series;
  expect(series.spacing[0]).toBeCloseTo(step, 2);
  expect(shown(series)).toBe(expected);
  expect(series.issues.map(({ kind }) => kind)).toEqual(kinds);
  const volume = await readSeriesVolume(series);
  expect(volume.data.length).toBe(volume.shape[0] * PER_SLICE);
  for (const [index, place] of places.entries()) {
    const slice = Math.round((place - volume.origin[2]) / volume.spacing[0]);
    expect(volume.data[slice * PER_SLICE]).toBe(100 + index - 1024);
  }
});

test('a gap ten times as long as the scan is one, and slices on no grid are refused with the cure', () => {
  expect(groupDicomSeries(stack([0, 1, 2, 40, 41])).series[0].shape[0]).toBe(42);
  const { series, ignored } = groupDicomSeries(stack([0, 0.011, 3.1, 9.77, 20.03]));
  expect(series).toEqual([]);
  expect(ignored[0]).toMatchObject({ code: 'geometry', reason: expect.stringMatching(/Leave out|resample/) });
});

test.each([
  [0x00200012, 'IS', 'AcquisitionNumber'],
  [0x00200100, 'IS', 'TemporalPositionIdentifier'],
  [0x00180086, 'IS', 'EchoNumbers'],
  [0x00181210, 'SH', 'ConvolutionKernel'],
] as const)('%i, %s, %s separates stacks that interleave or repeat', (tag, vr, _) => {
  for (const shift of [0, 0.5, 1]) {
    const one = stack([0, 2, 4, 6], () => ({ more: [[tag, vr, '1']] }));
    const other = stack(
      [0, 2, 4, 6].map((z) => z + shift),
      () => ({ more: [[tag, vr, '2']] }),
    );
    const { series } = groupDicomSeries([
      ...one,
      ...other.map((file) => ({ ...file, name: `t${file.name}` })),
    ]);
    expect(series.map(({ shape, origin, spacing }) => [shape[0], origin[2], spacing[0]])).toEqual([
      [4, 0, 2],
      [4, shift, 2],
    ]);
    expect(series.map(shown)).toEqual(['0 1 2 3', '0 1 2 3']);
  }
});

test('parts of one scan that lie end to end stay together, however they are numbered', () => {
  const steps = stack([0, 2, 4, 6, 8, 10], (index) => ({
    more: [[0x00200012, 'IS', String(1 + Math.floor(index / 2))]],
  }));
  expect(groupDicomSeries(steps).series.map(({ shape }) => shape[0])).toEqual([6]);
  const each = stack([0, 2, 4, 8], (index) => ({ more: [[0x00200012, 'IS', String(index)]] }));
  expect(groupDicomSeries(each).series.map(shown)).toEqual(['0 1 2 - 3']);
  const apart = stack([0, 2, 4, 40, 42, 44], (index) => ({
    more: [[0x00200012, 'IS', index < 3 ? '1' : '2']],
  }));
  expect(groupDicomSeries(apart).series.map(({ origin }) => origin[2])).toEqual([0, 40]);
});

test('positions that are taken equally often are scans in the order of their numbers, copies are copies', () => {
  const twice = [...stack([0, 2, 4]), ...stack([0, 2, 4], (index) => ({ instance: 4 + index }))];
  const { series } = groupDicomSeries(twice.map(({ bytes }, index) => ({ name: `f${index}`, bytes })));
  expect(series.map(({ files }) => files.map(({ name }) => name))).toEqual([
    ['f0', 'f1', 'f2'],
    ['f3', 'f4', 'f5'],
  ]);
  const files = stack([0, 2, 4]);
  const copies = [...files, { ...files[1], name: 'copy' }];
  const [{ issues, shape }] = groupDicomSeries(copies).series;
  expect(shape[0]).toBe(3);
  expect(issues).toMatchObject([{ kind: 'duplicate', message: expect.stringMatching(/copies.*copy/) }]);
});

test('slices side by side make no volume; few groups of them make their own', () => {
  const shifted = (z: number, index: number) => ({ position: [index < 3 ? 1 : 31, 2, z] as Vector3 });
  const places = [0, 2, 4, 6, 8, 10];
  expect(groupDicomSeries(stack(places, (index) => shifted(places[index], index))).series).toHaveLength(2);
  const { series, ignored } = groupDicomSeries(
    stack(places, (index) => ({ position: [index === 2 ? 9 : 1, 2, places[index]] })),
  );
  expect([series.length, ignored[0].code, ignored[0].reason]).toEqual([
    0,
    'geometry',
    expect.stringMatching(/8 mm beside/),
  ]);
});

test('without positions SliceLocation tells the order and the distance, and nothing else is made up', async () => {
  const located = (more: (index: number) => object[]) =>
    stack([0, 1, 2, 3], (index) => ({ more: [[0x00200032], ...more(index)] }));
  const down = groupDicomSeries(located((index) => [[0x00201041, 'DS', [300 - 22.5 * index]]])).series[0];
  expect([down.spacing[0], down.origin, voxelVolume(down)]).toEqual([22.5, [0, 0, 232.5], 22.5 * 0.8 * 0.7]);
  expect(shown(down)).toBe('0 1 2 3');
  expect(down.files.map(({ name }) => name)).toEqual(['s3', 's2', 's1', 's0']);
  const [bare] = groupDicomSeries(located(() => [[0x00180050]])).series;
  expect([bare.assumedSpacing, voxelVolume(bare)]).toEqual([[true, false, false], undefined]);
  expect(bare.issues.map(({ kind }) => kind)).toEqual(['no-position', 'no-spacing']);
  const [thick] = groupDicomSeries(located(() => [])).series;
  expect([thick.spacing[0], voxelVolume(thick)]).toEqual([2, undefined]);
  const [spaced] = groupDicomSeries(located(() => [[0x00180088, 'DS', '3']])).series;
  expect([spaced.spacing[0], voxelVolume(spaced)?.toFixed(6)]).toEqual([3, (3 * 0.8 * 0.7).toFixed(6)]);
  expect(() =>
    writeDicomSegmentation({ data: new Uint8Array(4 * PER_SLICE), shape: bare.shape }, bare, {
      segments: [{ label: 1, name: 'Lesion' }],
    }),
  ).toThrow(/does not say where its slices lie/);
  const lone = groupDicomSeries([{ name: 'l', bytes: makeDicom({ more: [[0x00180050]] }) }]).series[0];
  const seg = writeDicomSegmentation({ data: new Uint8Array(PER_SLICE).fill(1), shape: lone.shape }, lone, {
    segments: [{ label: 1, name: 'Lesion' }],
  });
  expect([voxelVolume(lone), voxelVolume(await readDicom(seg))]).toEqual([undefined, undefined]);
  const plain = { name: 'p', bytes: makeDicom({ more: [[0x00280030]] }) };
  expect(voxelVolume(await readSeriesVolume(groupDicomSeries([plain]).series[0]))).toBeUndefined();
});

const unit = fc.double({ min: -1, max: 1, noNaN: true });
const scene = fc.record({
  axis: fc.tuple(unit, unit, unit).filter((vector) => Math.hypot(...vector) > 0.1),
  angle: fc.double({ min: -3.14, max: 3.14, noNaN: true }),
  tilt: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
  spacing: fc.tuple(
    fc.double({ min: 0.3, max: 2, noNaN: true }),
    fc.double({ min: 0.3, max: 2, noNaN: true }),
  ),
  step: fc.double({ min: 0.5, max: 12, noNaN: true }),
  origin: fc.tuple(unit, unit, unit).map((vector) => vector.map((value) => 400 * value) as Vector3),
  steps: fc.array(fc.constantFrom(1, 1, 1, 2, 3, 1.31, 0.77), { minLength: 1, maxLength: 9 }),
  order: fc.integer(),
});

/** Perpendicular directions turned about an axis (Rodrigues' formula). */
function turned(axis: number[], angle: number): Vector3[] {
  const [x, y, z] = axis.map((value) => value / Math.hypot(...axis));
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const t = 1 - c;
  return [
    [t * x * x + c, t * x * y + s * z, t * x * z - s * y],
    [t * x * y - s * z, t * y * y + c, t * y * z + s * x],
    [t * x * z + s * y, t * y * z - s * x, t * z * z + c],
  ];
}

/** World position of a voxel. */
function world(
  { origin, direction, spacing }: Omit<Volume, 'data' | 'shape' | 'unit'>,
  index: number[],
): number[] {
  return origin.map((value, axis) =>
    direction.reduce((sum, vector, at) => sum + index[at] * spacing[at] * vector[axis], value),
  );
}

test('any stack, turned, tilted, uneven and shuffled: volume, NIfTI and segmentation agree with the positions', async () => {
  const property = fc.asyncProperty(
    scene,
    async ({ axis, angle, tilt, spacing, step, origin, steps, order }) => {
      const [columnDirection, rowDirection, normal] = turned(axis, angle);
      const lean = normal.map((value, at) => value + Math.tan(tilt) * rowDirection[at]);
      let along = 0;
      const positions = [0, ...steps].map((more) => {
        along += more * step;
        return origin.map((value, at) => value + (along - 0) * lean[at]) as Vector3;
      });
      const files = positions.map((position, index) => ({
        name: `s${index}`,
        bytes: makeDicom({
          position,
          orientation: [...columnDirection, ...rowDirection],
          spacing,
          values: filled(index + 1),
          instance: ((index + 1) * (order | 1)) % 97,
        }),
      }));
      const shuffled = files.toSorted(
        (one, other) => ((one.name.charCodeAt(1) * order) % 11) - ((other.name.charCodeAt(1) * order) % 11),
      );
      const { series, ignored } = groupDicomSeries(shuffled);
      if (series.length === 0) {
        // Refused with the cure, and never shown elsewhere.
        expect(ignored[0].reason).toMatch(/resample|Leave out/);
        return;
      }
      const [one] = series;
      const volume = await readSeriesVolume(one);
      expect(volume.data.length).toBe(volume.shape[0] * PER_SLICE);
      const tolerance =
        (one.issues.some(({ kind }) => kind === 'uneven') ? volume.spacing[0] / 2 : 0.25) + 1e-3;
      const labels = {
        ...volume,
        data: Uint8Array.from(volume.data, (value) => (value > -1024 ? value + 1024 : 0)),
      };
      for (const [slice, image] of one.slices.entries()) {
        if (!image) labels.data.fill(0, slice * PER_SLICE, (slice + 1) * PER_SLICE);
      }
      const map = readNifti(writeNifti(labels, { labels: true, gzip: false }));
      const segments = positions.map((_, index) => ({ label: index + 1, name: `Slice ${index}` }));
      const seg = await readDicom(writeDicomSegmentation(labels, one, { segments }));
      for (const [index, position] of positions.entries()) {
        for (const [read, near] of [
          [labels, tolerance],
          [map, tolerance + 1e-2],
          [seg, tolerance + 1e-2],
        ] as const) {
          // Some slice with the label of this one lies at its position, and none with it is far away.
          const at = Array.from({ length: read.shape[0] }, (_, slice) => slice).filter(
            (slice) => read.data[slice * PER_SLICE] === index + 1,
          );
          const off = at.map((slice) =>
            Math.hypot(...world(read, [slice, 0, 0]).map((value, i) => value - position[i])),
          );
          expect(Math.min(...off)).toBeLessThan(near / Math.cos(tilt));
        }
      }
      const pixel = spacing[0] * spacing[1];
      expect(voxelVolume(volume)).toBeCloseTo(
        pixel *
          volume.spacing[0] *
          Math.abs(one.direction[0].reduce((sum, value, at) => sum + value * normal[at], 0)),
        4,
      );
    },
  );
  await fc.assert(property, { numRuns: 150 });
});

test.each([
  ['a gap', [0, 2, 4, 8], '0 1 2 - 3'],
  ['uneven distances', [0, 10, 20, 30, 60, 90, 120], '0 1 2 3 3 4 4 4 5 5 5 6 6 6'],
  ['frames in any order', [4, 0, 2], '1 2 0'],
])('the frames of a multi-frame file lie where they were taken: %s', async (_, places, expected) => {
  const pixels = new Uint8Array(
    Uint16Array.from(places.flatMap((_place, index) => filled(100 + index))).buffer,
  );
  const groups = places.map((z): DicomElement[] => [[0x00209113, 'SQ', [[[0x00200032, 'DS', [1, 2, z]]]]]]);
  const bytes = makeDicom({
    more: [
      [0x00200032],
      [0x00280008, 'IS', places.length],
      [0x52009230, 'SQ', groups],
      [0x7fe00010, 'OB', pixels],
    ],
  });
  const [series] = groupDicomSeries([{ name: 'm', bytes }]).series;
  expect(series.slices.map((slice) => slice?.frame ?? '-').join(' ')).toBe(expected);
  for (const volume of [await readDicom(bytes), await readSeriesVolume(series)]) {
    for (const [index, place] of places.entries()) {
      const slice = Math.round((place - volume.origin[2]) / volume.spacing[0]);
      expect(volume.data[slice * PER_SLICE]).toBe(100 + index - 1024);
    }
  }
});
