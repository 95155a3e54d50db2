/** Segmentations as other programs write them: fractional, label maps, gaps; and high-throughput JPEG 2000. */
import { expect, test } from 'vitest';
import { fromBase64 } from '../fixtures/from-base64.js';
import { HTJ2K } from '../fixtures/htj2k.js';
import { COLUMNS, compressedDicom, makeDicom, ROWS } from '../fixtures/make-dicom.js';
import type { DicomElement } from './dicom-elements.js';
import { readDicom } from './read-dicom.js';

const PIXELS = ROWS * COLUMNS;
type Frame = { z: number; segment?: number; values: number[]; thickness?: number };

/** An 8-bit segmentation object of frames that each hold a value in all their pixels, or the values given. */
function segmentation(kind: string, frames: Frame[], more: (DicomElement | [number])[] = []): Uint8Array {
  const pixels = Uint8Array.from(
    frames.flatMap(({ values }) => (values.length === 1 ? new Array(PIXELS).fill(values[0]) : values)),
  );
  const groups = frames.map(({ z, segment, thickness }): DicomElement[] => [
    [0x00209113, 'SQ', [[[0x00200032, 'DS', [1, 2, z]]]]],
    ...(segment === undefined ? [] : [[0x0062000a, 'SQ', [[[0x0062000b, 'US', segment]]]] as DicomElement]),
    ...(thickness === undefined
      ? []
      : [
          [
            0x00289110,
            'SQ',
            [
              [
                [0x00180050, 'DS', [thickness]],
                [0x00280030, 'DS', [0.8, 0.7]],
              ],
            ],
          ] as DicomElement,
        ]),
  ]);
  return makeDicom({
    more: [
      [0x00080060, 'CS', 'SEG'],
      [0x00200032],
      [0x00281052],
      [0x00281053],
      [0x00280008, 'IS', frames.length],
      [0x00280100, 'US', 8],
      [0x00280101, 'US', 8],
      [0x00280102, 'US', 7],
      [0x00620001, 'CS', kind],
      [0x0062000e, 'US', 200],
      [0x52009230, 'SQ', groups],
      [0x7fe00010, 'OB', pixels],
      ...more,
    ],
  });
}

const slices = ({ data, shape }: { data: ArrayLike<number>; shape: number[] }) =>
  Array.from({ length: shape[0] }, (_, slice) => data[slice * PIXELS]);

test('a fractional segmentation marks a voxel from half of its maximum; the largest fraction wins', async () => {
  const file = segmentation('FRACTIONAL', [
    { z: 0, segment: 1, values: [99] },
    { z: 2, segment: 1, values: [100] },
    { z: 2, segment: 2, values: [120] },
    { z: 4, segment: 1, values: [200] },
    { z: 4, segment: 2, values: [199] },
    { z: 6, segment: 1, values: [150] },
    { z: 6, segment: 3, values: [150] },
  ]);
  const volume = await readDicom(file);
  expect(slices(volume)).toEqual([0, 2, 1, 3]);
  expect([volume.spacing[0], volume.data.constructor.name]).toEqual([2, 'Uint8Array']);
  await expect(
    readDicom(segmentation('FRACTIONAL', [{ z: 0, segment: 1, values: [1] }], [[0x0062000e]])),
  ).rejects.toThrow(/MaximumFractionalValue/);
});

test('a label map object holds the labels themselves, whatever palette colors them', async () => {
  const file = segmentation(
    'LABELMAP',
    [
      { z: 0, values: [7] },
      { z: 6, values: [9] },
    ],
    [[0x00280004, 'CS', 'PALETTE COLOR']],
  );
  // The thickness is 2 mm: two slices hold nothing.
  expect(slices(await readDicom(file))).toEqual([7, 0, 0, 9]);
});

test('frames of an uneven source lie where they say, and reach as far as they are thick', async () => {
  const file = segmentation('FRACTIONAL', [
    { z: 0, segment: 1, values: [200], thickness: 10 },
    { z: 10, segment: 2, values: [200], thickness: 20 },
    { z: 30, segment: 3, values: [200], thickness: 30 },
    { z: 90, segment: 4, values: [200], thickness: 30 },
  ]);
  const volume = await readDicom(file);
  expect(volume.spacing[0]).toBeCloseTo(10, 6);
  const at = (z: number) => slices(volume)[Math.round((z - volume.origin[2]) / volume.spacing[0])];
  expect([0, 10, 30, 60, 90].map(at)).toEqual([1, 2, 3, 0, 4]);
});

test('frames of different planes are refused with the cure', async () => {
  const turned = segmentation(
    'FRACTIONAL',
    [
      { z: 0, segment: 1, values: [200] },
      { z: 2, segment: 1, values: [200] },
    ],
    [
      [
        0x52009230,
        'SQ',
        [
          [
            [0x00209113, 'SQ', [[[0x00200032, 'DS', [1, 2, 0]]]]],
            [0x0062000a, 'SQ', [[[0x0062000b, 'US', 1]]]],
          ],
          [
            [0x00209113, 'SQ', [[[0x00200032, 'DS', [1, 2, 2]]]]],
            [0x00209116, 'SQ', [[[0x00200037, 'DS', [0, 1, 0, 0, 0, 1]]]]],
            [0x0062000a, 'SQ', [[[0x0062000b, 'US', 1]]]],
          ],
        ],
      ],
    ],
  );
  await expect(readDicom(turned)).rejects.toMatchObject({
    code: 'geometry',
    message: expect.stringMatching(/Split/),
  });
});

test.each(['201', '202', '203'])(
  'high-throughput JPEG 2000 is read (1.2.840.10008.1.2.4.%s)',
  async (syntax) => {
    const file = compressedDicom({}, fromBase64(HTJ2K), `1.2.840.10008.1.2.4.${syntax}`);
    const { data } = await readDicom(file);
    expect(Array.from(data)).toEqual(
      Array.from({ length: PIXELS }, (_, index) => ((index * 331) % 4096) - 1024),
    );
  },
);
