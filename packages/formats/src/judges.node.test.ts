/** Other programs say where our files lie: SimpleITK, nibabel, pydicom, highdicom and dciodvfy, where installed. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeDicom } from './fixtures/make-dicom.js';
import { niftiFile } from './fixtures/nifti-file.js';
import {
  type CodedConcept,
  groupDicomSeries,
  MILLILITER,
  PERCENT,
  readNifti,
  readSeriesVolume,
  VOLUME,
  writeDicomSegmentation,
  writeMeasurementReport,
  writeNifti,
} from './index.js';
import type { NiftiForms, Vector3, Volume } from './volume/index.js';

/** Of an environment in which they are installed, see `.ci/run`; else that of the machine. */
const PYTHON = process.env.MINISEG_PYTHON ?? 'python3';
const VOXELS = Uint8Array.from({ length: 24 * 3 }, (_, index) => index);
const DIMS = [6, 4, 3];

const plain: NiftiForms = {
  qformCode: 1,
  qform: [0, 0, 1, 50, 60, -70],
  sformCode: 1,
  sform: [-2, 0, 0, 50, 0, -3, 0, 60, 0, 0, 4, -70],
  pixdim: [1, 2, 3, 4, 1, 1, 1, 1],
  units: 2,
};
const sources: Record<string, NiftiForms> = {
  plain,
  noCodes: { ...plain, qformCode: 0, sformCode: 0 },
  qformOnly: { ...plain, sformCode: 0 },
  sformOnly: { ...plain, qformCode: 0 },
  mirrored: { ...plain, qform: [0, 0, 0, 50, 60, -70], sformCode: 2 },
  codes: { ...plain, qformCode: 2, sformCode: 4, qform: [0.1, 0.2, 0.3, 5, 6, 7] },
  leftHanded: { ...plain, sformCode: 0, pixdim: [-1, 2, 3, 4, 1, 1, 1, 1] },
  negative: { ...plain, sformCode: 0, pixdim: [1, -2, 3, 4, 1, 1, 1, 1] },
  turned: { ...plain, qform: [0.1, 0.2, 0.3, 5, 6, 7], sformCode: 0 },
};

const stacks: Record<string, { positions: Vector3[]; orientation?: number[] }> = {
  even: { positions: [0, 2, 4, 6].map((z) => [1, 2, z]) },
  gap: { positions: [0, 2, 4, 10, 12].map((z) => [1, 2, z]) },
  uneven: { positions: [0, 10, 20, 30, 60, 90, 120].map((z) => [1, 2, z]) },
  tilt: {
    positions: [0, 5, 10, 15].map((z) => [1, 2, z]),
    orientation: [1, 0, 0, 0, Math.cos(0.3), Math.sin(0.3)],
  },
  coronal: { positions: [0, 3, 6].map((y) => [-9, y, 40]), orientation: [1, 0, 0, 0, 0, -1] },
};

const SHARE: CodedConcept = ['share', '99TEST', 'Share of the lungs'];

/** JSON of judge.py, see there. */
type Answers = Record<string, Record<string, unknown>>;
interface Itk {
  origin: number[];
  spacing: number[];
  direction: number[];
  sum: number;
  error?: string;
}
interface Frames {
  frames: { position: number[]; segment: number; sum: number }[];
}

let answers: Answers = {};
let folder = '';
const maps: Record<string, Volume> = {};

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'miniseg-judges-'));
  const write = (name: string, bytes: Uint8Array) => writeFile(path.join(folder, name), bytes);
  for (const [name, forms] of Object.entries(sources)) {
    const file = niftiFile(forms, DIMS, VOXELS);
    await write(`${name}-source.nii`, file);
    await write(`${name}-mask.nii.gz`, writeNifti(readNifti(file), { labels: true }));
  }
  for (const [name, { positions, orientation }] of Object.entries(stacks)) {
    const files = positions.map((position, index) => ({
      name: `s${index}`,
      bytes: makeDicom({ position, orientation, instance: index + 1, values: new Array(24).fill(index) }),
    }));
    const [series] = groupDicomSeries(files).series;
    const volume = await readSeriesVolume(series);
    const data = new Uint8Array(volume.data.length);
    // A pixel more for each image, on every second one as segment 2.
    for (const [slice, image] of series.slices.entries()) {
      if (image) data.fill(1 + (image.file % 2), slice * 24, slice * 24 + image.file + 1);
    }
    maps[name] = { ...volume, data, unit: 'unknown' };
    await write(`${name}.nii.gz`, writeNifti(maps[name], { labels: true }));
    const groups = [1, 2].map((segment) => ({
      segment,
      measurements: [
        { name: VOLUME, value: 12.345678901234567 * segment, unit: MILLILITER },
        { name: SHARE, value: 40 / segment, unit: PERCENT },
      ],
    }));
    const segments = [1, 2].map((label) => ({ label, name: `Label ${label}` }));
    const segmentation = writeDicomSegmentation(maps[name], series, { segments });
    await write(`${name}.dcm`, segmentation);
    await write(`${name}.sr.dcm`, writeMeasurementReport(segmentation, { groups }));
  }
  const script = fileURLToPath(new URL('./fixtures/judge.py', import.meta.url));
  const run = promisify(execFile)(PYTHON, [script, folder], { maxBuffer: 1 << 26 });
  answers = await run.then(
    ({ stdout }) => JSON.parse(stdout) as Answers,
    // No Python, no judges.
    () => ({}),
  );
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The answers of one program, or undefined with a word about it where it is not installed. */
function judge<Answer>(name: string, file: string): Answer | undefined {
  const answer = answers[file]?.[name] as Answer | undefined;
  if (answer === undefined) console.info(`${name} is not installed: ${file} was not shown to it.`);
  return answer;
}

describe('a mask lies where its source lies', () => {
  test.each(Object.keys(sources))('%s', (name) => {
    for (const program of ['sitk', 'nibabel']) {
      const source = judge<object>(program, `${name}-source.nii`);
      if (source) expect(judge<object>(program, `${name}-mask.nii.gz`)).toEqual(source);
    }
  });
});

describe('label map and segmentation of one series mark the same places', () => {
  test.each(Object.keys(stacks))('%s', (name) => {
    const map = maps[name];
    const itk = judge<Itk>('sitk', `${name}.nii.gz`);
    let sum = 0;
    for (const value of map.data) sum += value;
    if (itk) {
      expect(itk.error).toBeUndefined();
      expect(itk.sum).toBe(sum);
      for (const [axis, value] of map.origin.entries()) expect(itk.origin[axis]).toBeCloseTo(value, 3);
    }
    const affine = judge<{ affine: number[][] }>('nibabel', `${name}.nii.gz`)?.affine;
    const read = judge<Frames>('pydicom', `${name}.dcm`);
    if (read) expect(read).not.toHaveProperty('error');
    if (affine && read) {
      // Of each frame: some slice of the map lies at its position and has as many voxels of its label.
      for (const { position, segment, sum: pixels } of read.frames) {
        const fits = Array.from({ length: map.shape[0] }, (_, slice) => slice).filter((slice) => {
          const world = [-1, -1, 1].map((sign, axis) => sign * (affine[axis][2] * slice + affine[axis][3]));
          const off = Math.hypot(...world.map((value, axis) => value - position[axis]));
          const part = map.data.subarray(slice * 24, slice * 24 + 24);
          return off < 1e-3 && Array.from(part).filter((label) => label === segment).length === pixels;
        });
        expect(fits).toHaveLength(1);
      }
      expect(read.frames).toHaveLength(stacks[name].positions.length);
    }
    const parsed = judge<{ segments: number[]; frames: number }>('highdicom', `${name}.dcm`);
    if (parsed) expect(parsed).toEqual({ segments: [1, 2], frames: stacks[name].positions.length });
    const errors = judge<string[]>('dciodvfy', `${name}.dcm`);
    if (errors) expect(errors).toEqual([]);
  });
});

describe('a report of measurements', () => {
  test.each(Object.keys(stacks))('%s is read by other programs', (name) => {
    const groups = judge<{ measurements: unknown[] }[]>('highdicom', `${name}.sr.dcm`);
    if (groups) {
      expect(groups).toEqual(
        [1, 2].map((segment) => ({
          tracking: `Label ${segment}`,
          finding: '52988006',
          segment,
          instance: expect.stringMatching(/^2\.25\.\d+$/),
          series: ['1.2.3.5'],
          measurements: [
            ['118565006', expect.closeTo(12.345678901234567 * segment, 10), 'ml'],
            ['share', 40 / segment, '%'],
          ],
        })),
      );
    }
    const errors = judge<string[]>('dciodvfy', `${name}.sr.dcm`);
    if (errors) expect(errors).toEqual([]);
  });
});
