import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type CheckpointTensor, readCheckpoint, toFloat32 } from '@miniseg/checkpoints';
import { encodePng } from '@miniseg/formats';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from '../../test/run-cli.js';
import { findClassPictures } from './class-folders.js';
import { rankOfTruth } from './class-gradients.js';
import { type PretrainSettings, pretrainRun } from './pretrain-run.js';

let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
const CLASSES = ['blue', 'green', 'red'];

async function writeClasses(folder: string, each: number): Promise<void> {
  for (const [label, name] of CLASSES.entries()) {
    await mkdir(at(folder, name), { recursive: true });
    for (let n = 0; n < each; n++) {
      const [width, height] = [20 + (n % 3), 24];
      const data = Uint8Array.from({ length: width * height * 3 }, (_, i) =>
        i % 3 === 2 - label ? 200 + ((i * 31 + n * 7) % 50) : (i * 17 + n * 13) % 90,
      );
      const picture = encodePng({ width, height, channels: 3, data, maxValue: 255 });
      await writeFile(at(folder, name, `${name}_${n}.png`), picture);
    }
  }
}

const settings = (more: Partial<PretrainSettings> = {}): PretrainSettings => ({
  ...{ pictures: at('pictures'), preset: 'aaai', size: 16, epochs: 3, batchSize: 4, learningRate: 2e-3 },
  ...{ weightDecay: 1e-4, validationShare: 0.25, seed: 1, backend: 'wasm', threads: 1 },
  ...more,
});
const quiet = { signal: new AbortController().signal, log: () => {} };

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
  await writeClasses('pictures', 8);
  await writeFile(at('pictures', 'red', 'notes.txt'), 'no picture');
});
afterAll(() => rm(root, { recursive: true, force: true }));

it('learns, and a run that was stopped ends in the same bytes as one that was not', async () => {
  const whole = await pretrainRun(settings(), { ...quiet, out: at('whole') });
  // Six pictures are held out; running values that so few steps have moved tell no more of them.
  expect((6 * whole.top1) % 1).toBeCloseTo(0, 6);
  const losses = (await readFile(at('whole', 'history.csv'), 'utf8'))
    .trim()
    .split('\r\n')
    .slice(1)
    .map((row) => Number(row.split(',')[3]));
  expect(losses).toHaveLength(3);
  expect(losses[2]).toBeLessThan(losses[0]);
  expect(whole).toMatchObject({ top5: 1, classes: 3 });
  const controller = new AbortController();
  const stopped = pretrainRun(settings(), {
    out: at('pieces'),
    signal: controller.signal,
    log: (line) => line.startsWith('epoch 1/') && controller.abort(),
  });
  await expect(stopped).rejects.toThrow(/Give the same command again/);
  const lines: string[] = [];
  await pretrainRun(settings(), { ...quiet, out: at('pieces'), log: (line) => lines.push(line) });
  expect(lines.join()).toMatch(/Continuing after step [4-9]/);
  const bytes = (folder: string) => readFile(at(folder, 'encoder.safetensors'));
  expect((await bytes('pieces')).equals(await bytes('whole'))).toBe(true);
  const record = JSON.parse(await readFile(at('whole', 'pretrain.json'), 'utf8'));
  expect(record).toMatchObject({
    classes: CLASSES,
    pictures: { training: 18, validation: 6 },
    result: { top1: whole.top1, epochs: 3 },
  });
  await expect(pretrainRun(settings({ learningRate: 1 }), { ...quiet, out: at('pieces') })).rejects.toThrow(
    /learningRate/,
  );
}, 120_000);

it('train takes the encoder, says what it took, and refuses one that does not fit', async () => {
  const encoder = at('whole', 'encoder.safetensors');
  const quick = [
    '--phantoms',
    '6',
    '--recipe',
    'quick',
    '--size',
    '32',
    '--epochs',
    '1',
    '--batch-size',
    '2',
  ];
  const start = (...more: string[]) =>
    runCli('train', ...quick, '--threads', '1', '--encoder', encoder, ...more);
  const { code, stderr } = await start(
    '--out',
    at('from'),
    '--learning-rate',
    '1e-9',
    '--set',
    'weightDecay=0',
  );
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(/\d+ tensors taken, none left; \d+ \('up4_conv4/),
  ]);
  const kept = readCheckpoint(new Uint8Array(await readFile(encoder)));
  const trained = readCheckpoint(new Uint8Array(await readFile(at('from', 'weights.safetensors'))));
  // A rate of nearly nothing leaves filters nearly as they came.
  const filters = [kept, trained].map(({ tensors }) =>
    toFloat32(tensors.get('down1.conv.weight') as CheckpointTensor),
  );
  for (const [index, value] of filters[0].entries()) expect(filters[1][index]).toBeCloseTo(value, 6);
  const record = JSON.parse(await readFile(at('from', 'run.json'), 'utf8'));
  expect(record.start).toMatchObject({ file: 'encoder.safetensors', left: [] });
  expect(record.start.taken).toBe([...kept.tensors.keys()].filter((key) => !/tracked$/.test(key)).length);
  expect(await start('--out', at('other'), '--preset', 'paper')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/encoder does not fit/),
  });
  expect(await start('--out', at('other'), '--network', 'enet')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/encoder is for MiniSeg/),
  });
  expect(await start('--out', at('other'), '--weights', encoder)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/Give one of them/),
  });
}, 120_000);

it('train/ and val/ are the split; otherwise each class is held out in its share', async () => {
  await writeClasses('both/train', 4);
  await writeClasses('both/val', 2);
  const both = await findClassPictures(at('both'), { seed: 0 });
  expect([both.classes, both.training.length, both.validation.length]).toEqual([CLASSES, 12, 6]);
  expect(both.validation.every(({ id }) => id.startsWith('val/'))).toBe(true);
  const held = await findClassPictures(at('pictures'), { validationShare: 0.25, seed: 3 });
  expect(
    [0, 1, 2].map((label) => held.validation.filter((picture) => picture.label === label).length),
  ).toEqual([2, 2, 2]);
  const ids = new Set([...held.training, ...held.validation].map(({ id }) => id));
  expect([ids.size, held.ignored]).toEqual([24, 1]);
  expect(
    (await findClassPictures(at('pictures'), { validationShare: 0.25, seed: 4 })).validation,
  ).not.toEqual(held.validation);
  await expect(findClassPictures(at('both'), { validationShare: 0.5, seed: 0 })).rejects.toThrow(
    /has train\/ and val\//,
  );
  await rm(at('both', 'val', 'red'), { recursive: true });
  await expect(findClassPictures(at('both'), { seed: 0 })).rejects.toThrow(/'red' is in one of/);
});

it('refuses calls that train on nothing, on two things, or on folders without classes', async () => {
  const call = (...more: string[]) => runCli('pretrain', '--out', at('refused'), ...more);
  expect(await call()).toMatchObject({ code: 2, stderr: expect.stringMatching(/Nothing says/) });
  expect(await call(at('pictures'), '--phantoms', '20')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/Two things/),
  });
  expect(await call(at('pictures', 'red'))).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/holds no folder/),
  });
  expect(await call(at('pictures'), '--batch-size', '64')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/a batch has 64/),
  });
  expect(await call(at('pictures'), '--force')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/--force is for --phantoms/),
  });
});

it('ranks the truth among the classes, before its equals only where it comes first', async () => {
  const model = tf.sequential({
    layers: [tf.layers.reshape({ inputShape: [1, 1, 6], targetShape: [1, 1, 6] })],
  });
  const images = Float32Array.of(...[5, 4, 3, 2, 1, 0], ...[1, 1, 1, 1, 1, 1], ...[0, 9, 8, 7, 6, 5]);
  expect(await rankOfTruth(model, images, [3, 1, 1, 6], [0, 2, 0])).toEqual([0, 2, 5]);
  const undefinedLogits = new Float32Array(6).fill(Number.NaN);
  expect(await rankOfTruth(model, undefinedLogits, [1, 1, 1, 6], [0])).toEqual([5]);
  model.dispose();
});

it('phantoms train the whole network, and the same command continues', async () => {
  const call = () =>
    runCli(
      'pretrain',
      '--phantoms',
      '10',
      '--size',
      '32',
      '--epochs',
      '1',
      '--batch-size',
      '3',
      '--threads',
      '1',
      '--out',
      at('phantoms'),
    );
  expect(await call()).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^DSC .* on held-out phantoms/),
  });
  expect(JSON.parse(await readFile(at('phantoms', 'run.json'), 'utf8')).settings).toMatchObject({
    recipe: 'pretraining',
    augmentation: 'strong',
    phantoms: 10,
  });
  expect(await call()).toMatchObject({ code: 1, stderr: expect.stringMatching(/holds a finished run/) });
}, 120_000);

it('a printed recipe is a file of settings, which may be edited', async () => {
  const { code, stdout } = await runCli('recipe', 'augmented');
  const printed = JSON.parse(stdout);
  expect([code, printed.augmentation, printed.averaging]).toEqual([0, 'strong', 0.998]);
  const file = at('mine.json');
  await writeFile(
    file,
    JSON.stringify({
      ...printed,
      schedule: 'cosine',
      size: 32,
      epochs: 1,
      batchSize: 2,
      network: { filters: [4, 8], blocks: [1, 1] },
    }),
  );
  const run = await runCli('train', file, '--phantoms', '6', '--threads', '1', '--out', at('mine'));
  expect(run).toMatchObject({ code: 0 });
  const { settings: used } = JSON.parse(await readFile(at('mine', 'run.json'), 'utf8'));
  expect([used.schedule, used.epochs, used.diceWeight]).toEqual(['cosine', 1, 1]);
}, 60_000);
