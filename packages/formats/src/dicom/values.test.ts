/** What changes the meaning of stored values is applied, or refused with its name. */
import { expect, test } from 'vitest';
import { bigEndianDicom, makeDicom } from '../fixtures/make-dicom.js';
import type { DicomElement } from './dicom-elements.js';
import { groupDicomSeries } from './group-dicom-series.js';
import { readDicom } from './read-dicom.js';
import { readSeriesVolume } from './read-dicom-series.js';

const read = (...more: (DicomElement | [number])[]) => readDicom(makeDicom({ more }));
const start = async (...more: (DicomElement | [number])[]) => [...(await read(...more)).data.subarray(0, 3)];

test.each([
  ['1,5', [-1024, -1022.5, -1021]],
  ['1.5e0', [-1024, -1022.5, -1021]],
  ['+2.', [-1024, -1022, -1020]],
  [' .5 ', [-1024, -1023.5, -1023]],
])("a slope of '%s' is read whole", async (slope, expected) => {
  expect(await start([0x00281053, 'DS', slope])).toEqual(expected);
});

test.each<[string, DicomElement | [number], RegExp]>([
  ['1.5abc', [0x00281053, 'DS', '1.5abc'], /RescaleSlope \(0028,1053\) is '1\.5abc'/],
  ['two slopes', [0x00281053, 'DS', '1\\2'], /RescaleSlope.*one decimal number/],
  ['a slope of 0', [0x00281053, 'DS', '0'], /RescaleSlope.*is 0/],
  ['no slope', [0x00281053], /RescaleIntercept and no RescaleSlope/],
  ['a thousands separator', [0x00281052, 'DS', '1.024,5'], /RescaleIntercept/],
  ['no number', [0x00281052, 'DS', 'NaN'], /RescaleIntercept/],
  ['a position of two numbers', [0x00200032, 'DS', '1\\2'], /ImagePositionPatient.*3 decimal numbers/],
  ['a position with a hole', [0x00200032, 'DS', '1\\\\2'], /ImagePositionPatient/],
  ['a damaged orientation', [0x00200037, 'DS', '1\\0\\0\\0\\1\\x'], /ImageOrientationPatient/],
  ['a damaged spacing', [0x00280030, 'DS', '0.7\\0.8mm'], /PixelSpacing/],
  ['a damaged thickness', [0x00180050, 'DS', '2 mm'], /SliceThickness/],
  ['a damaged distance', [0x00180088, 'DS', '2;5'], /SpacingBetweenSlices/],
  ['a damaged location', [0x00201041, 'DS', '-3-4'], /SliceLocation/],
  ['a number that is not whole', [0x00200013, 'IS', '1.5'], /InstanceNumber/],
  ['frames that are not whole', [0x00280008, 'IS', '1x'], /NumberOfFrames/],
])('%s is refused with the name of the attribute', async (_, element, message) => {
  await expect(read(element)).rejects.toMatchObject({
    code: 'corrupt',
    message: expect.stringMatching(message),
  });
});

test('a decimal comma counts in positions and spacings, too', async () => {
  const { origin, spacing } = await read(
    [0x00200032, 'DS', '-10,5\\-20,5\\30,5'],
    [0x00280030, 'DS', '0,78\\1,25'],
  );
  expect([origin, spacing]).toEqual([
    [-10.5, -20.5, 30.5],
    [2, 0.78, 1.25],
  ]);
});

const lut = (first: number, bits: number, entries: number[], type = 'HU'): DicomElement => [
  0x00283000,
  'SQ',
  [
    [
      [0x00283002, 'US', [entries.length, first, bits]],
      [0x00283004, 'LO', type],
      [0x00283006, 'US', entries],
    ],
  ],
];

test('a Modality LUT replaces slope and intercept: what lies outside of it gets its ends', async () => {
  const volume = await read(lut(1, 16, [500, 400, 300]));
  expect([...volume.data.subarray(0, 6)]).toEqual([500, 500, 400, 300, 300, 300]);
  expect([volume.unit, (await read(lut(1, 16, [5, 4], 'OD'))).unit]).toEqual(['HU', 'unknown']);
  expect((await read(lut(0, 8, [7, 8]))).data).toBeInstanceOf(Uint8Array);
  const signed = await read(lut(65535, 16, [9, 8, 7]), [0x00280103, 'US', 1]);
  expect([...signed.data.subarray(0, 3)]).toEqual([8, 7, 7]);
  const short: DicomElement = [
    0x00283000,
    'SQ',
    [
      [
        [0x00283002, 'US', [9, 0, 16]],
        [0x00283006, 'US', [1, 2]],
      ],
    ],
  ];
  await expect(read(short)).rejects.toMatchObject({
    code: 'corrupt',
    message: expect.stringMatching(/Modality LUT/),
  });
});

test('MONOCHROME1 turns a picture over, and not what is measured', async () => {
  const inverse: DicomElement = [0x00280004, 'CS', 'MONOCHROME1'];
  const picture: (DicomElement | [number])[] = [
    inverse,
    [0x00080060, 'CS', 'DX'],
    [0x00281052],
    [0x00281053],
  ];
  expect(await start(inverse)).toEqual([-1024, -1023, -1022]);
  expect((await read(inverse)).unit).toBe('HU');
  expect(await start(...picture)).toEqual([65535, 65534, 65533]);
  expect(await start(...picture, [0x00541001, 'CS', 'BQML'])).toEqual([0, 1, 2]);
  expect(await start(inverse, [0x00080060, 'CS', 'PT'], [0x00281054, 'LO', 'US'])).toEqual([
    -1024, -1023, -1022,
  ]);
  const turned = await readDicom(makeDicom({ more: [inverse] }), { monochrome1: 'invert' });
  expect([turned.data[0], turned.unit]).toEqual([65535 - 1024, 'unknown']);
  const kept = await readDicom(makeDicom({ more: picture }), { monochrome1: 'keep' });
  expect(kept.data[1]).toBe(1);
});

test.each([
  [0x3004000e, 'DS', '0.01', /DoseGridScaling.*dose/],
  [0x3004000c, 'DS', '0\\2', /GridFrameOffsetVector.*dose/],
  [0x7fe00008, 'OB', new Uint8Array(8), /FloatPixelData/],
  [0x7fe00009, 'OB', new Uint8Array(8), /DoubleFloatPixelData/],
  [0x00287fe0, 'LO', 'http://x', /PixelDataProviderURL/],
] as const)('%i is refused by its name', async (tag, vr, value, message) => {
  const element = [tag, vr, value] as DicomElement;
  await expect(read(element)).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringMatching(message),
  });
});

test('palettes and colors of 16 bits are refused by their names', async () => {
  await expect(read([0x00280004, 'CS', 'PALETTE COLOR'])).rejects.toThrow(/PALETTE COLOR/);
  await expect(read([0x00280004, 'CS', 'RGB'], [0x00280002, 'US', 3])).rejects.toThrow(/16 bits as RGB/);
});

test('each slice has its own slope and unit', async () => {
  const slice = (index: number, slope: string, type: string) => ({
    name: `s${index}`,
    bytes: makeDicom({
      position: [0, 0, 2 * index],
      more: [
        [0x00281053, 'DS', slope],
        [0x00281054, 'LO', type],
      ],
    }),
  });
  const [series] = groupDicomSeries([slice(0, '1', 'HU'), slice(1, '2', 'HU')]).series;
  const { data, unit } = await readSeriesVolume(series);
  expect([data[1], data[25], unit]).toEqual([-1023, -1022, 'HU']);
  const { series: two } = groupDicomSeries([slice(0, '1', 'HU'), slice(1, '1', 'EDW')]);
  expect(two.map((one) => one.unit).sort()).toEqual(['HU', 'unknown']);
});

test.each([1, 2, 7, 8])('%i 8-bit samples in big-endian words stand in their order', async (count) => {
  const values = Array.from({ length: count }, (_, index) => 10 * index + 3);
  expect([...(await readDicom(bigEndianDicom(values, 'OW'))).data]).toEqual(values);
  expect([...(await readDicom(bigEndianDicom(values, 'OB'))).data]).toEqual(values);
});

test('bits in big-endian words stand in their order', async () => {
  const bits = Array.from({ length: 21 }, (_, index) => Number(index % 3 === 0 || index > 17));
  expect([...(await readDicom(bigEndianDicom(bits, 'OW', 1))).data]).toEqual(bits);
});
