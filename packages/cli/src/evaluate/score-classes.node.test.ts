/** A network whose every pixel is its last class, so that the right figures can be had by hand. */
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encodePng, writeMaskPng } from '@miniseg/formats';
import { exportSafetensors, miniSeg, setModelMetadata } from '@miniseg/model';
import { useBackend } from '@miniseg/testkit';
import { evaluate as evaluateModel } from '@miniseg/train';
import { tensor1d, zerosLike } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli } from '../../test/run-cli.js';

const SIDE = 48;
let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

function square(from: number, to: number, value: number, into: Uint8Array): Uint8Array {
  for (let y = from; y < to; y++) into.fill(value, y * SIDE + from, y * SIDE + to);
  return into;
}

/** Infection in a 16 x 16 square; three quarters are to be ignored. */
function ignoringMask(): Uint8Array {
  const mask = new Uint8Array(SIDE * SIDE).fill(255);
  square(0, 24, 0, mask);
  return square(8, 24, 1, mask);
}

const threeLabels = () => square(28, 44, 2, square(8, 24, 1, new Uint8Array(SIDE * SIDE)));

async function writeSlices(mask: Uint8Array): Promise<void> {
  for (const folder of ['images', 'masks']) await mkdir(at('data', folder), { recursive: true });
  for (let n = 0; n < 4; n++) {
    const image = square(8, 24, 200, new Uint8Array(SIDE * SIDE).fill(60));
    await writeFile(
      at('data', 'images', `s${n}.png`),
      encodePng({ width: SIDE, height: SIDE, channels: 1, data: image, maxValue: 255 }),
    );
    await writeFile(at('data', 'masks', `s${n}.png`), writeMaskPng({ data: mask, shape: [1, SIDE, SIDE] }));
  }
}

/** @returns The library's figures of the same network on the same slices. */
async function writeNetwork(classes: number, mask: Uint8Array) {
  await useBackend('cpu');
  const model = miniSeg({ preset: 'aaai', filters: [4, 8, 12], blocks: [1, 1, 1], seed: 1, classes });
  const head = model.layers.find(({ name }) => /head1/.test(name));
  const [kernel] = head?.getWeights() ?? [];
  const bias = tensor1d(Array.from({ length: classes }, (_, c) => (c === classes - 1 ? 9 : 0)));
  head?.setWeights([zerosLike(kernel), bias]);
  setModelMetadata(model, { normalization: { mean: 0.5, std: 0.3 }, inputSize: SIDE });
  await writeFile(at('w.safetensors'), await exportSafetensors(model));
  const image = new Float32Array(SIDE * SIDE * 3);
  const load = async () => ({ width: SIDE, height: SIDE, channels: 3, image, mask });
  const { figures } = await evaluateModel(model, { count: 4, load, protocol: 'reference' });
  model.dispose();
  return figures;
}

const score = async (...more: string[]) => {
  const { code, stdout, stderr } = await runCli(
    ...['evaluate', '--weights', at('w.safetensors'), '--data', at('data'), '--backend', 'cpu', ...more],
  );
  return { code, stdout, stderr };
};

it('ignored pixels count nowhere, as in the library', async () => {
  const mask = ignoringMask();
  await writeSlices(mask);
  const figures = await writeNetwork(2, mask);
  const { mean, cases } = JSON.parse((await score('--json', '-')).stdout);
  // Of 24 x 24 pixels 256 are infection, and all are marked.
  expect(mean.mIoU).toBeCloseTo((0 + 256 / 576) / 2, 12);
  expect(mean.DSC).toBeCloseTo((2 * 256) / (576 + 256), 12);
  expect(mean.SPC).toBe(0);
  expect(cases[0]).toMatchObject({ TP: 256, FP: 320, FN: 0, TN: 0 });
  expect(mean).toEqual(figures);
});

it('of three classes each is scored against the rest: another class is no hit', async () => {
  const mask = threeLabels();
  await writeSlices(mask);
  const figures = await writeNetwork(3, mask);
  const report = JSON.parse((await score('--json', '-', '--csv', at('cases.csv'))).stdout);
  expect(report.mean.mIoU).toBeCloseTo((0 + 0 + 256 / 2304) / 3, 12);
  expect(report.mean).toEqual(figures);
  expect(report.classes['1']).toMatchObject({ IoU: 0, mean: { DSC: 0, SEN: 0 } });
  expect(report.classes['2']).toMatchObject({ mean: { SEN: 1, SPC: 0 } });
  // Class 1 is never predicted: what the protocol sets is named.
  expect(report.replaced).toContainEqual(
    expect.objectContaining({ id: 's0', figure: 'HD', label: 1, reason: 'prediction-empty' }),
  );
  const { stdout } = await score();
  expect(stdout).toMatch(/^s0, class 1 .*0\.0000\*/m);
  expect(stdout).toMatch(/^class 2 [\s\S]*^mean of 4 /m);
  expect(stdout).toMatch(/HD of class 1 is set by the protocol in 4 of 4 cases \(prediction empty\)/);
  expect((await readFile(at('cases.csv'), 'utf8')).split('\r\n')).toHaveLength(1 + 8 + 1);
});

it('labels that are no class, and 255 alone, are refused with the cure', async () => {
  await writeSlices(threeLabels());
  await writeNetwork(2, ignoringMask());
  expect(await score()).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/mask of 's0' holds the label 2\..*--remap 1=1,2=1/),
  });
  expect((await score('--remap', '1=1,2=1')).code).toBe(0);
  await writeSlices(threeLabels().map((label) => (label > 0 ? 255 : 0)));
  expect((await score()).stderr).toMatch(/0 and 255 alone.*--remap 255=1/);
});

it('a link to nowhere, an empty and a damaged file are named, and the others are scored', async () => {
  const mask = ignoringMask();
  await writeSlices(mask);
  await writeNetwork(2, mask);
  await rm(at('data', 'images', 's0.png'));
  await symlink(at('gone.png'), at('data', 'images', 's0.png'));
  await writeFile(at('data', 'masks', 's1.png'), '');
  await writeFile(at('data', 'images', 's2.png'), 'no picture');
  await writeFile(at('data', 'images', '._s3.png'), 'resource fork');
  const { code, stdout, stderr } = await score('--json', '-');
  const report = JSON.parse(stdout);
  expect([code, report.cases.length, report.mean.mIoU]).toEqual([1, 1, 256 / 576 / 2]);
  expect(report.failed.map(({ id }: { id: string }) => id)).toEqual(['s0', 's1', 's2']);
  expect(stderr).toMatch(/Left out: 's0' cannot be used: Cannot read .*s0\.png: ENOENT/);
  expect(stderr).toMatch(/Left out: 's1' .*s1\.png is empty/);
  expect(stderr).toMatch(/Not looked at: '.*\._s3\.png'/);
  expect(stderr).toMatch(/miniseg: 3 of 4 cases could not be scored; the figures are of the others\./);
});
