import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RIVALS } from '@miniseg/zoo';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from '../../test/run-cli.js';
import { NETWORKS } from '../network/network-option.js';
import { summarizeUnits, type Unit } from './results.js';
import { rowsOf } from './table-rows.js';

let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
  await runCli('data', 'phantom', '--out', at('data'), '--count', '8', '--size', '32');
  const split = ['data', 'split', at('data', 'images'), at('data', 'masks'), '--folds', '2'];
  await runCli(...split, '--out', at('data', 'folds.json'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const benchmark = (...more: string[]) =>
  runCli(
    ...['benchmark', 'table1', '--data', at('data'), '--out', at('table'), '--size', '32', '--steps', '1'],
    ...['--folds', '1', '--batch-size', '2', '--threads', '1', ...more],
  );

it('has the printed figures of all rows, and a network that can be trained for each', () => {
  const [one, two, three] = (['table1', 'table2', 'table3'] as const).map(rowsOf);
  expect([one.length, two.length, three.length]).toEqual([5, 7, RIVALS.length + 2]);
  for (const { printed, settings } of [...one, ...two, ...three]) {
    const [mIoU, SEN, SPC, DSC, HD] = printed;
    expect([mIoU, SEN, SPC, DSC].every((value) => value > 20 && value < 100) && HD > 60).toBe(true);
    if (typeof settings.network === 'string') expect(NETWORKS).toContain(settings.network);
  }
  // MiniSeg stands in all three tables with the same figures.
  expect([one[3].printed, two[6].printed]).toEqual([three.at(-2)?.printed, three.at(-2)?.printed]);
});

it('trains the rows that can be, names the others, and does not train again what is done', async () => {
  const rows = ['--rows', 'two-path,pretrained', '--seeds', '0,1'];
  const { code, stdout } = await benchmark(...rows);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/1 of 2 rows are complete/)]);
  const table = JSON.parse(await readFile(at('table', 'table1.json'), 'utf8'));
  const [miniseg, pretrained] = table.rows;
  expect(miniseg).toMatchObject({ complete: true, costs: { parameters: 472_440 }, paper: { DSC: 75.63 } });
  expect(miniseg.trainings.map(({ seed, fold, steps }: Unit) => [seed, fold, steps])).toEqual([
    [0, 1, 2],
    [1, 1, 2],
  ]);
  expect(miniseg.slices.SPC.low).toBeLessThanOrEqual(miniseg.slices.SPC.mean);
  expect(pretrained).toMatchObject({
    complete: false,
    trainings: [],
    state: expect.stringMatching(/--encoder/),
  });
  expect(table.command).toMatch(/^npx miniseg benchmark table1 --data/);
  const page = await readFile(at('table', 'table1.html'), 'utf8');
  expect(page.match(/<figcaption>/g)).toHaveLength(3);
  expect(await readFile(at('table', 'table1.md'), 'utf8')).toMatch(/Two-path encoder \(MiniSeg\) \| 472,440/);
  const weights = at('table', 'two-path', 'fold1-seed0', 'weights.safetensors');
  const before = (await stat(weights)).mtimeMs;
  const again = await benchmark('--rows', 'two-path', '--seeds', '0');
  expect([again.code, again.stderr]).toEqual([0, expect.not.stringMatching(/Scoring/)]);
  expect((await stat(weights)).mtimeMs).toBe(before);
  // Another budget in the same folder is refused before anything is lost.
  const other = await benchmark('--rows', 'two-path', '--seeds', '0', '--size', '48');
  expect([other.code, other.stderr]).toEqual([
    2,
    expect.stringMatching(/another budget: size was 32 and is 48/),
  ]);
}, 180_000);

it('leaves out what would take too long, with what it would take', async () => {
  const { stdout } = await benchmark(
    '--rows',
    'two-path',
    '--steps',
    '1000000',
    '--max-hours',
    '0.001',
    '--seeds',
    '7',
  );
  expect(stdout).toMatch(/it would take about [\d.]+ hours .*\n0 of 1 rows/);
});

it('refuses rows and seeds that are none', async () => {
  expect(await benchmark('--rows', 'unet')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/no row 'unet'.*single-branch/),
  });
  expect(await benchmark('--seeds', '1,1')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/each once/),
  });
});

it('means are over units; intervals resample slices by their mean over seeds, and seeds by theirs', () => {
  const unit = (fold: number, seed: number, DSC: number, cases: number[]): Unit => ({
    ...{ fold, seed, steps: 1, seconds: 1, figures: { DSC, mIoU: DSC } },
    cases: cases.map((value, index) => ({ id: `${index}`, figures: { DSC: value } })),
  });
  const units = [
    unit(1, 0, 0.5, [0.4, 0.6]),
    unit(1, 1, 0.7, [0.6, 0.8]),
    unit(2, 0, 0.3, [0.3, 0.3]),
    unit(2, 1, 0.5, [0.5, 0.5]),
  ];
  const { slices, seeds } = summarizeUnits(units);
  expect(slices.DSC?.mean).toBeCloseTo(0.5, 12);
  // Slices have 0.5, 0.7, 0.4 and 0.4: no resample of them goes beyond.
  expect(slices.DSC?.low).toBeGreaterThanOrEqual(0.4);
  expect(slices.DSC?.high).toBeLessThanOrEqual(0.7);
  // Seeds have 0.4 and 0.6, and half of the resamples are of one seed alone.
  expect([seeds.DSC?.low, seeds.DSC?.high]).toEqual([expect.closeTo(0.4, 12), expect.closeTo(0.6, 12)]);
  expect(slices.mIoU).toEqual({ mean: expect.closeTo(0.5, 12) });
});
