import { BatchSource, DataError, type LoadSample } from '@miniseg/data/samples';
import { useBackend } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model as makeModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { repeatedBatch, smallData, smallModel, smallOptions, squareLoader } from '../../test/small-run.js';
import { evaluate, memoryStorage, TrainError, Trainer, type TrainerOptions } from '../index.js';
import { activationBytes } from './activation-bytes.js';
import { checkMemory, memoryError } from './memory-guard.js';

beforeAll(() => useBackend(globalThis.document ? 'webgl' : 'cpu'));

const make = (options: object) => () =>
  new Trainer({ ...smallOptions(smallModel()), ...options } as TrainerOptions);

describe('a trainer refuses', () => {
  it.each([
    ['an unknown option', { epoch: 3 }, /no option epoch\. The options are model, data, epochs/],
    ['an unknown option of a part', { clip: { nrom: 1 } }, /clip of Trainer has no option nrom.*norm, value/],
    ['no epochs', { epochs: 0 }, /epochs is 0.*whole number from 1/],
    ['half an epoch', { epochs: 1.5 }, /epochs is 1.5/],
    ['accumulating nothing', { accumulate: 0 }, /accumulate is 0/],
    ['clipping everything', { clip: { norm: 0 } }, /clip.norm is 0; it must be positive/],
    ['a seed that is no whole number', { seed: 0.5 }, /seed is 0.5/],
    ['a loss that is no function', { loss: 'dice' }, /loss: got 'dice'; give crossEntropy/],
    ['too few head weights', { headWeights: [1] }, /headWeights are \[1\]; the model has 2 outputs/],
    ['a negative head weight', { headWeights: [1, -1] }, /headWeights/],
    [
      'patience without evaluation',
      { evaluation: undefined, earlyStopping: { patience: 1 } },
      /needs an evaluation/,
    ],
    ['an unknown mode', { evaluation: { run: async () => ({ figures: {} }), mode: 'up' } }, /'max' or 'min'/],
    [
      'no data',
      { data: { batchesPerEpoch: 0, epoch: async function* () {} } },
      /0 batches.*at least one item/,
    ],
  ])('%s', (_, options, message) => {
    expect(make(options)).toThrow(message);
    expect(make(options)).toThrow(TrainError);
  });

  it('a model that gives no logits, or has nothing to train', () => {
    const image = input({ shape: [null, null, 3] });
    const one = layers.conv2d({ filters: 1, kernelSize: 1 }).apply(image) as SymbolicTensor;
    expect(make({ model: makeModel({ inputs: image, outputs: one }) })).toThrow(
      /\[null,null,null,3\] to \[null,null,null,1\].*at least two classes/,
    );
    const frozen = smallModel();
    for (const layer of frozen.layers) layer.trainable = false;
    expect(make({ model: frozen })).toThrow(/no trainable weights/);
  });

  it('an empty data set, and batches larger than the data set', () => {
    const load = squareLoader(16);
    expect(() => new BatchSource({ count: 0, load })).toThrow(DataError);
    expect(() => new BatchSource({ count: 4, load, dropLast: true })).toThrow(/no full batch/);
  });
});

/** The error of a run, which leaves the model as it was. */
async function runError(options: Partial<TrainerOptions>): Promise<TrainError> {
  const model = smallModel();
  const read = () => Promise.all(model.weights.map(async (weight) => (await weight.read().data()).slice()));
  const before = await read();
  const trainer = new Trainer({ ...smallOptions(model), ...options });
  const run = async () => {
    for await (const _ of trainer.run());
  };
  const error = await run().catch((caught) => caught);
  expect(TrainError.isInstance(error), String(error)).toBe(true);
  expect(await read()).toEqual(before);
  trainer.dispose();
  return error;
}

/** One pass over samples that are changed first. */
function changed(change: (sample: Awaited<ReturnType<LoadSample>>) => object) {
  const load = squareLoader(16);
  return new BatchSource({
    count: 2,
    batchSize: 2,
    shuffle: false,
    load: async (keys) => {
      const sample = await load(keys);
      return { ...sample, ...(keys.index === 1 ? change(sample) : {}) };
    },
  });
}

describe('a run fails, with the weights untouched,', () => {
  it('at a label that is no class, and names item and place', async () => {
    const data = changed(({ mask }) => ({ mask: mask?.with(2 * 16 + 5, 2) }));
    expect(await runError({ data })).toMatchObject({
      code: 'label',
      message: expect.stringMatching(/item 1 has the label 2 at row 2, column 5.*0 to 1, or 255/),
    });
  });

  it('at a batch without masks, and at images with other channels', async () => {
    const load = squareLoader(16);
    const data = new BatchSource({
      count: 2,
      load: async (keys) => ({ ...(await load(keys)), mask: undefined }),
    });
    expect((await runError({ data })).message).toMatch(/items \[\d,\d\] has no masks/);
    const grey = new BatchSource({
      count: 2,
      load: () => ({
        width: 4,
        height: 4,
        channels: 1,
        image: new Float32Array(16),
        mask: new Uint8Array(16),
      }),
    });
    expect((await runError({ data: grey })).message).toMatch(/1 channels, the model takes 3/);
  });

  it('where the data ends early', async () => {
    const data = { ...(await repeatedBatch(2)), batchesPerEpoch: 3 };
    const { epoch } = await repeatedBatch(0);
    expect((await runError({ data: { ...data, epoch } })).message).toMatch(
      /ended after 0 batches.*announced 3/,
    );
  });

  it('at a learning rate that is no number', async () => {
    expect((await runError({ schedule: () => Number.NaN })).message).toMatch(/learning rate NaN for step 0/);
  });

  it('where the backend has no memory left, with an estimate', async () => {
    const error = await runError({
      data: smallData(),
      gradients: () => {
        throw new RangeError('Array buffer allocation failed');
      },
    });
    expect(error).toMatchObject({
      code: 'memory',
      message: expect.stringMatching(/2 images of 16 x 16.*GB/),
    });
  });
});

it('the outputs of all layers are counted, without running the model', () => {
  // image 3, fine 8, up 12 and head 2 channels at full size; coarse 12 and head 2 at a quarter.
  expect(activationBytes(smallModel(), [5, 100, 60, 3])).toBe(4 * 5 * 6000 * (3 + 8 + 12 + 2 + (12 + 2) / 4));
});

it('images beyond what WebAssembly addresses are refused before they crash it', async () => {
  if (!globalThis.document) {
    await useBackend('wasm');
    expect(() => checkMemory(smallModel(), [5, 4096, 4096, 3])).toThrow(
      /5 images of 4096 x 4096.*4 GB.*alone take 9/,
    );
    expect(() => checkMemory(smallModel(), [5, 512, 512, 3])).not.toThrow();
    await useBackend('cpu');
  }
  expect(memoryError(new Error('no such file'), smallModel(), [1, 8, 8, 3])).toMatchObject({
    message: 'no such file',
  });
});

it('a run cannot be started twice at once, nor over a run that is there', async () => {
  const storage = memoryStorage();
  const options = { ...smallOptions(smallModel()), checkpoints: { storage, everySteps: 1 } };
  const trainer = new Trainer(options);
  const run = trainer.run({ resume: 'never' });
  await run.next();
  await expect(trainer.run().next()).rejects.toMatchObject({ code: 'state' });
  await run.next();
  await run.next();
  await run.return();
  await expect(new Trainer(options).run({ resume: 'never' }).next()).rejects.toMatchObject({
    code: 'exists',
  });
  const empty = { ...options, checkpoints: { storage: memoryStorage() } };
  await expect(new Trainer(empty).run({ resume: 'require' }).next()).rejects.toMatchObject({
    code: 'missing',
  });
  trainer.dispose();
});

it('an evaluation refuses no cases, foreign labels and missing masks, and leaves no tensor', async () => {
  const model = smallModel();
  const before = tf.memory().numTensors;
  const load = squareLoader(16);
  await expect(evaluate(model, { count: 0, load })).rejects.toThrow(/0 cases/);
  const foreign: LoadSample = async (keys) => ({ ...(await load(keys)), mask: new Uint8Array(256).fill(7) });
  await expect(evaluate(model, { count: 1, load: foreign })).rejects.toThrow(/case 0 has the label 7/);
  const bare: LoadSample = async (keys) => ({ ...(await load(keys)), mask: undefined });
  await expect(evaluate(model, { count: 1, load: bare, id: () => 'x' })).rejects.toThrow(
    /Case x has no mask/,
  );
  const { figures, details } = await evaluate(model, { count: 2, load, id: (i) => `slice ${i}` });
  expect(Object.keys(figures)).toEqual(['mIoU', 'SEN', 'SPC', 'DSC', 'HD']);
  expect(details.classes[1].cases.map(({ id }) => id)).toEqual(['slice 0', 'slice 1']);
  expect(details.counts.total).toBe(512);
  const half: LoadSample = async (keys) => {
    const sample = await load(keys);
    return { ...sample, mask: sample.mask?.map((label, i) => (i < 128 ? 255 : label)) };
  };
  const ignoring = await evaluate(model, { count: 2, load: half });
  // Neither right nor wrong, for any figure.
  expect(ignoring.details.counts.total).toBe(256);
  for (const { TP, FP, FN, TN } of ignoring.details.classes[1].cases) expect(TP + FP + FN + TN).toBe(128);
  expect(tf.memory().numTensors).toBe(before);
});
