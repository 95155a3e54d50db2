/** `evaluate` of volumes against SimpleITK, and the files of other programs; see fixtures/judge-volumes.py. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { writeNifti } from '@miniseg/formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../test/run-cli.js';
import { boxes, volumeOf } from './fixtures/label-volumes.js';

const PYTHON = process.env.MINISEG_PYTHON ?? 'python3';
/** Spacings in x, y and z differ; the second case is turned about the patient's axis. */
const CASES = ['case_01', 'case_02', 'case_03'];
const SHAPE: [number, number, number] = [14, 22, 26];
const [cosine, sine] = [Math.cos(0.2), Math.sin(0.2)];

interface Judged {
  DSC: number;
  HD: number;
  HD95: number;
  ASSD: number;
  truthMl: number;
  predictionMl: number;
  sizes: [number[], number[]];
  foundLesions: number;
  falseLesions: number;
}
let judged: Record<string, Judged> | undefined;
let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-judged-'));
  for (const folder of ['truth', 'prediction']) await mkdir(at(folder));
  for (const [n, id] of CASES.entries()) {
    const place =
      n === 1
        ? {
            direction: [
              [0, 0, 1],
              [-sine, cosine, 0],
              [cosine, sine, 0],
            ] as [never, never, never],
          }
        : { spacing: [3, 0.7 + 0.1 * n, 1.1] as [number, number, number] };
    const labels = [1, 1, 2];
    const masks = {
      truth: boxes(SHAPE, { seed: 10 + n, count: 7, margin: 1, labels }),
      prediction: boxes(SHAPE, { seed: 20 + n, count: 7, margin: 1, labels }),
    };
    for (const [folder, data] of Object.entries(masks)) {
      await writeFile(at(folder, `${id}.nii.gz`), writeNifti(volumeOf(data, SHAPE, place), { labels: true }));
    }
  }
  const script = fileURLToPath(new URL('./fixtures/judge-volumes.py', import.meta.url));
  judged = await promisify(execFile)(PYTHON, [script, root]).then(
    ({ stdout }) => JSON.parse(stdout) as Record<string, Judged>,
    (error: Error) => {
      if (process.env.MINISEG_PYTHON !== undefined) throw error;
      console.info('SimpleITK is not installed: volumes were not shown to it.');
      return undefined;
    },
  );
}, 120_000);
afterAll(() => rm(root, { recursive: true, force: true }));

async function scored(prediction: string, ...options: string[]) {
  const result = await runCli('evaluate', at(prediction), at('truth'), '--json', '-', ...options);
  expect(result).toMatchObject({ code: 0 });
  return JSON.parse(result.stdout);
}

describe('equal to SimpleITK', () => {
  it.each(CASES)('%s', async (id) => {
    if (!judged) return;
    const truth = judged[id];
    // HausdorffDistanceImageFilter measures between regions, as the protocol 'reference' does.
    const report = await scored('prediction', '--label', '1', '--protocol', 'reference');
    const found = report.cases.find((item: { id: string }) => item.id === id);
    for (const figure of ['DSC', 'HD', 'HD95', 'ASSD', 'truthMl', 'predictionMl'] as const) {
      expect([figure, found[figure]]).toEqual([figure, expect.closeTo(truth[figure], 4)]);
    }
    expect([found.foundLesions, found.falseLesions]).toEqual([truth.foundLesions, truth.falseLesions]);
    const sizes = (side: string) =>
      report.lesions
        .filter((lesion: { case: string; side: string }) => lesion.case === id && lesion.side === side)
        .map(({ mL }: { mL: number }) => mL)
        .sort((a: number, b: number) => a - b);
    for (const [n, side] of (['truth', 'prediction'] as const).entries()) {
      const known = truth.sizes[n].toSorted((a, b) => a - b);
      expect(sizes(side)).toEqual(known.map((size) => expect.closeTo(size, 5)));
    }
  });
});

describe('as other programs write them', () => {
  it.each([
    ['ras', 'ITK in another orientation, 16 bits'],
    ['pir', 'nibabel with other axes, floats'],
  ])('%s: %s', async (folder) => {
    if (!judged) return;
    const [own, other] = [await scored('prediction'), await scored(folder)];
    expect(other.cases).toEqual(own.cases);
    expect(other.lesions).toEqual(own.lesions);
    expect(Object.keys(own.classes)).toEqual(['1', '2']);
  });

  it('ts: folders of structures as TotalSegmentator writes them, against label maps with names and against folders', async () => {
    if (!judged) return;
    const refused = await runCli('evaluate', at('ts'), at('truth'));
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/folder of structures.*label map.*dataset\.json/),
    });
    const dataset = {
      labels: { background: 0, lung_lesion: 1, pleural_effusion: 2 },
      file_ending: '.nii.gz',
    };
    await writeFile(at('truth', 'dataset.json'), JSON.stringify(dataset));
    const [own, other] = [await scored('prediction'), await scored('ts')];
    const figures = (report: { cases: object[] }) =>
      report.cases.map((item) => ({ ...item, prediction: '' }));
    expect(figures(other)).toEqual(figures(own));
    expect(other.names).toMatchObject({ 1: 'lung_lesion', 2: 'pleural_effusion' });
    await rm(at('truth', 'dataset.json'));
    // Folders of structures on both sides need no numbers.
    await cp(at('ts'), at('ts-true'), { recursive: true });
    const same = await runCli('evaluate', at('ts'), at('ts-true'), '--json', '-');
    expect(JSON.parse(same.stdout).names).toEqual({ 1: 'lung_lesion', 2: 'pleural_effusion' });
    expect(JSON.parse(same.stdout).mean).toMatchObject({ DSC: 1, HD: 0 });
  });
});
