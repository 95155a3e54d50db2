import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decodePng, encodePng } from '@miniseg/formats';
import { exportSafetensors, miniSeg, segment, setModelMetadata } from '@miniseg/model';
import { useBackend } from '@miniseg/testkit';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomizeWeights } from '../../../model/test/randomize-weights.js';
import { runCli } from '../../test/run-cli.js';

const [WIDTH, HEIGHT] = [37, 24];
const slice = {
  data: Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => (i * 7919 + (i >> 5)) % 256),
  width: WIDTH,
  height: HEIGHT,
};

let root = '';
const models: LayersModel[] = [];
const at = (...parts: string[]) => path.join(root, ...parts);

/** Networks that were trained with different normalizations: each must see slices in its own. */
async function network(name: string, seed: number, more: { classes?: number; inputSize?: number } = {}) {
  const { classes = 2, inputSize } = more;
  const model = miniSeg({
    preset: 'aaai',
    filters: [4, 4, 8, 8],
    blocks: [1, 1, 1, 1],
    branches: 2,
    classes,
    seed,
  });
  randomizeWeights(model, seed);
  setModelMetadata(model, {
    normalization: { mean: 0.3 + seed / 20, std: 0.25 },
    ...(inputSize === undefined ? {} : { inputSize }),
  });
  await writeFile(at(name), await exportSafetensors(model));
  return model;
}

beforeAll(async () => {
  await useBackend('cpu');
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
  models.push(await network('a.safetensors', 3), await network('b.safetensors', 4));
  models.push(await network('three.safetensors', 5, { classes: 3 }));
  models.push(await network('sized.safetensors', 6, { inputSize: 32 }));
  await mkdir(at('images'));
  await mkdir(at('masks'));
  await writeFile(at('images', 's_1.png'), encodePng({ ...slice, channels: 1, maxValue: 255 }));
  const mask = slice.data.map((value) => (value > 128 ? 1 : 0));
  await writeFile(at('masks', 's_1.png'), encodePng({ ...slice, data: mask, channels: 1, maxValue: 255 }));
});
afterAll(async () => {
  for (const model of models) model.dispose();
  await rm(root, { recursive: true, force: true });
});

function mirrored(values: ArrayLike<number>, horizontal: boolean, vertical: boolean): number[] {
  return Array.from({ length: WIDTH * HEIGHT }, (_, at) => {
    const [x, y] = [at % WIDTH, Math.floor(at / WIDTH)];
    return values[(vertical ? HEIGHT - 1 - y : y) * WIDTH + (horizontal ? WIDTH - 1 - x : x)];
  });
}

/** The mean probability of infection over networks and views, written out. */
async function byHand(
  networks: readonly LayersModel[],
  scales: readonly number[],
  flips: readonly boolean[],
) {
  const sum = new Float64Array(WIDTH * HEIGHT);
  for (const model of networks) {
    for (const scale of scales) {
      for (const vertical of flips) {
        for (const horizontal of flips) {
          const data = Uint8Array.from(mirrored(slice.data, horizontal, vertical));
          const inputSize = [Math.round(HEIGHT * scale), Math.round(WIDTH * scale)] as const;
          const { probabilities } = await segment(model, { ...slice, data }, { inputSize });
          const infected = sum.map((_, pixel) => (probabilities as Float32Array)[2 * pixel + 1]);
          for (const [pixel, value] of mirrored(infected, horizontal, vertical).entries())
            sum[pixel] += value;
        }
      }
    }
  }
  return sum.map((value) => value / (networks.length * scales.length * flips.length ** 2));
}

const weights = (...names: string[]) => names.flatMap((name) => ['--weights', at(name)]);

async function segmented(out: string, ...more: string[]) {
  const result = await runCli('segment', at('images'), '--out', at(out), '--no-overlay', ...more);
  expect(result).toMatchObject({ code: 0 });
  const mask = decodePng(new Uint8Array(await readFile(at(out, 's_1.png')))).data as Uint8Array;
  return { mask, report: JSON.parse(await readFile(at(out, 'report.json'), 'utf8')), ...result };
}

/** Where both classes are as likely but for rounding, either may win. */
function expectMask(mask: Uint8Array, probability: Float64Array): void {
  const decided = [...probability.keys()].filter((pixel) => Math.abs(probability[pixel] - 0.5) > 1e-5);
  expect(decided.length).toBeGreaterThan(0.99 * probability.length);
  expect(decided.map((pixel) => mask[pixel] === 255)).toEqual(
    decided.map((pixel) => probability[pixel] > 0.5),
  );
}

it.each([
  ['flips', ['a'], [1], [false, true]],
  ['multiscale', ['a'], [0.75, 1, 1.25], [false, true]],
  ['flips', ['a', 'b'], [1], [false, true]],
  [undefined, ['a', 'b'], [1], [false]],
] as const)('masks with --tta %s of %j are the average done by hand', async (tta, names, scales, flips) => {
  const files = names.map((name) => `${name}.safetensors`);
  const out = `out-${tta}-${names.join('')}`;
  const { mask, report, stderr } = await segmented(out, ...weights(...files), ...(tta ? ['--tta', tta] : []));
  expectMask(mask, await byHand(models.slice(0, names.length), scales, flips));
  const runs = names.length * scales.length * flips.length ** 2;
  expect([report.tta, report.runs]).toEqual([tta, runs]);
  expect([report.weights].flat().map(({ file }: { file: string }) => file)).toEqual(files);
  expect(stderr).toMatch(new RegExp(`the mean of ${runs} runs`));
});

it('the plain engine and evaluate mark what the compiled engine marks', async () => {
  const careful = [...weights('a.safetensors', 'b.safetensors'), '--tta', 'flips'];
  const compiled = await segmented('compiled', ...careful);
  const plain = await segmented('plain', ...careful, '--engine', 'plain');
  expect(plain.mask).toEqual(compiled.mask);
  const scored = await runCli('evaluate', ...careful, '--data', root, '--json', '-');
  const masks = await runCli(
    'evaluate',
    at('compiled'),
    at('masks'),
    '--protocol',
    'reference',
    '--json',
    '-',
  );
  const result = JSON.parse(scored.stdout);
  expect(result.mean).toEqual(JSON.parse(masks.stdout).mean);
  expect(result).toMatchObject({
    tta: 'flips',
    runs: 8,
    weights: [{ file: 'a.safetensors' }, { file: 'b.safetensors' }],
  });
});

it('refuses networks that cannot be averaged, and views without a network', async () => {
  const call = (...more: string[]) => runCli('segment', at('images'), '--out', at('refused'), ...more);
  expect(await call(...weights('a.safetensors', 'three.safetensors'))).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/2 and 3 classes/),
  });
  expect(await call(...weights('a.safetensors', 'a.safetensors'))).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/are the same weights, so that the second has no effect/),
  });
  const sized = weights('a.safetensors', 'sized.safetensors');
  expect(await call(...sized)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/at a size that it does not remember and at 32 pixels\. Give --size/),
  });
  expect((await call(...sized, '--size', '32')).code).toBe(0);
  expect(await call(...weights('a.safetensors'), '--tta', 'rotations')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/Allowed choices are flips, multiscale/),
  });
  expect(await runCli('evaluate', at('masks'), at('masks'), '--tta', 'flips')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/--tta is for predicting/),
  });
});
