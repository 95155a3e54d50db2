/** The exported file runs in onnxruntime and gives what tfjs gives. */
import { AHSP } from '@miniseg/ahsp';
import { readCheckpoint } from '@miniseg/checkpoints';
import { expectClose, readShared, SHARED_HINT, sharedAvailable, useBackend } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { input, type LayersModel, layers, model as makeModel } from '@tensorflow/tfjs-layers';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { randomizeWeights } from '../../test/randomize-weights.js';
import {
  exportOnnx,
  exportSafetensors,
  type MiniSegOptions,
  miniSeg,
  modelFromCheckpoint,
  type OnnxOptions,
  setModelMetadata,
} from '../index.js';

beforeAll(() => useBackend('cpu'));

type Size = [batch: number, height: number, width: number];

/** Runs model and file on the same image and compares every head that the file has. */
async function expectSame(model: LayersModel, size: Size, options?: OnnxOptions): Promise<void> {
  const session = await InferenceSession.create(await exportOnnx(model, options));
  await expectSameOutputs(model, session, size);
  await session.release();
}

async function expectSameOutputs(model: LayersModel, session: InferenceSession, size: Size) {
  const channels = model.inputs[0].shape[3] as number;
  const image = tf.randomUniform([...size, channels], -2, 2, 'float32', 7) as tf.Tensor4D;
  const planes = tf.transpose(image, [0, 3, 1, 2]);
  const results = await session.run({
    image: new Tensor('float32', (await planes.data()) as Float32Array, planes.shape),
  });
  const expected = [model.predict(image)].flat() as tf.Tensor4D[];
  for (const [i, name] of session.outputNames.entries()) {
    const wanted = tf.transpose(expected[i], [0, 3, 1, 2]);
    expect(results[name].dims).toEqual(wanted.shape);
    // Drawn weights give logits of over 100, where float32 itself is no finer than 1e-5.
    const largest = Math.max(1, ...((await tf.max(tf.abs(wanted)).data()) as Float32Array));
    await expectClose(results[name].data as Float32Array, wanted, {
      absolute: Math.max(1e-4, 5e-6 * largest),
    });
    wanted.dispose();
  }
  tf.dispose([image, planes, expected]);
}

describe('exportOnnx', () => {
  const narrow: MiniSegOptions = { filters: [4, 8, 12, 16], blocks: [2, 2, 3, 2], seed: 3 };
  const ablations: MiniSegOptions[] = [
    { module: 'single-branch' },
    { module: 'multi-branch' },
    { twoPath: false },
    { activation: 'relu' },
    { decoder: false },
    { deepSupervision: false },
    { firstStage: 'ahsp' },
    { downsamplerKernel: 3 },
    { fusion: 'ahsp' },
    { branches: 2, classes: 5, inputChannels: 1 },
    { branches: 1 },
    { filters: [4, 8, 12], blocks: [1, 1, 1] },
  ];
  const networks: MiniSegOptions[] = [
    { preset: 'paper', seed: 1 },
    { preset: 'aaai', seed: 2 },
    { preset: 'paper', ...narrow, firstDownsampler: 'depthwise' },
    ...(['paper', 'aaai'] as const).flatMap((preset) =>
      ablations.map((ablation) => ({ preset, ...narrow, ...ablation })),
    ),
  ];
  for (const options of networks) {
    it(`gives the logits of all heads of ${JSON.stringify(options)}, folded or not, at sizes that nothing divides`, async () => {
      const model = miniSeg(options);
      randomizeWeights(model, 11);
      for (const fold of [true, false]) await expectSame(model, [1, 45, 58], { heads: 'all', fold });
      model.dispose();
    });
  }

  it('takes any batch, height and width in one session', async () => {
    const model = miniSeg({ preset: 'aaai', ...narrow });
    randomizeWeights(model, 5);
    const session = await InferenceSession.create(await exportOnnx(model));
    for (const size of [
      [1, 32, 32],
      [3, 17, 40],
      [2, 64, 33],
    ] as Size[]) {
      await expectSameOutputs(model, session, size);
    }
    await session.release();
    model.dispose();
  });

  it('has the prediction alone, or all heads, by their names', async () => {
    const model = miniSeg({ preset: 'paper', ...narrow });
    const names = async (options?: OnnxOptions) => {
      const session = await InferenceSession.create(await exportOnnx(model, options));
      return [...session.inputNames, ...session.outputNames];
    };
    expect(await names()).toEqual(['image', 'logits1']);
    expect(await names({ heads: 'all' })).toEqual(['image', 'logits1', 'logits2', 'logits3', 'logits4']);
    const [main, all] = [await exportOnnx(model), await exportOnnx(model, { heads: 'all' })];
    expect(main.length).toBeLessThan(all.length);
    model.dispose();
  });

  it('says in the file what it takes, how it was made, and that it is no medical device', async () => {
    const model = miniSeg({ preset: 'aaai', ...narrow });
    setModelMetadata(model, { normalization: { mean: 0.6024, std: 0.2962 } });
    const text = new TextDecoder('latin1').decode(await exportOnnx(model));
    for (const part of ['Not a medical device', '0.6024', '0.2962', '"preset":"aaai"', 'float32 NCHW']) {
      expect(text).toContain(part);
    }
    model.dispose();
  });

  it('exports a model that came back from a file, a block that is applied twice, and a block alone', async () => {
    const made = miniSeg({ preset: 'aaai', ...narrow });
    randomizeWeights(made, 9);
    const { model: read } = modelFromCheckpoint(readCheckpoint(await exportSafetensors(made)));
    expect(await exportOnnx(read)).toEqual(await exportOnnx(made));
    const image = input({ shape: [null, null, 4], name: 'image' });
    const block = miniSeg({ preset: 'paper', ...narrow, seed: 2 }).getLayer('stage1_block1');
    const twice = block.apply(block.apply(image)) as typeof image;
    await expectSame(makeModel({ inputs: image, outputs: twice, name: 'twice' }), [1, 9, 7]);
    const half = new AHSP({ filters: 8, strides: 2 }).apply(image) as typeof image;
    await expectSame(makeModel({ inputs: image, outputs: half, name: 'half' }), [1, 9, 7]);
    made.dispose();
    read.dispose();
  });

  it('refuses what it cannot express, with the names that it knows', async () => {
    const image = input({ shape: [null, null, 3], name: 'image' });
    const foreign = makeModel({
      inputs: image,
      outputs: layers.gaussianNoise({ stddev: 1, name: 'noise' }).apply(image) as typeof image,
    });
    await expect(exportOnnx(foreign)).rejects.toMatchObject({
      code: 'export',
      message: expect.stringMatching(/noise is a GaussianNoise.*MiniSegAHSP/),
    });
    const model = miniSeg({ preset: 'aaai', ...narrow });
    await expect(exportOnnx(model, { heads: 'both' as 'all' })).rejects.toThrow(/'both'.*'main' or 'all'/);
    model.dispose();
  });

  it('leaves no tensor behind', async () => {
    const model = miniSeg({ preset: 'aaai', ...narrow });
    const before = tf.memory().numTensors;
    await exportOnnx(model);
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it.skipIf(!sharedAvailable)(
    `gives the released network's logits within 1e-4 at every size (${SHARED_HINT})`,
    async () => {
      await useBackend('wasm');
      const { model } = modelFromCheckpoint(
        readCheckpoint(await readShared('data/official/miniseg-ct100-fold1.pth')),
      );
      for (const size of [
        [1, 32, 48],
        [2, 131, 200],
        [1, 512, 512],
      ] as Size[]) {
        await expectSame(model, size, { heads: 'all' });
      }
      model.dispose();
      await useBackend('cpu');
    },
  );
});
