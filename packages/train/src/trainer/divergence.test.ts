import { describeOnBackends } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { smallData, smallModel, smallOptions } from '../../test/small-run.js';
import {
  constant,
  decodeCheckpoint,
  memoryStorage,
  modelGradients,
  schedule,
  sgd,
  TrainError,
  Trainer,
  type TrainerOptions,
  type TrainingSource,
} from '../index.js';

async function values(model: LayersModel): Promise<number[]> {
  return (await Promise.all(model.weights.map((weight) => weight.read().data()))).flatMap((data) => [
    ...data,
  ]);
}

/** Runs until it fails; gives the error, and the weights before each step. */
async function failure(options: Partial<TrainerOptions>) {
  const model = smallModel();
  const storage = memoryStorage();
  const trainer = new Trainer({
    ...smallOptions(model),
    schedule: constant(1e-2),
    checkpoints: { storage, everySteps: 1 },
    ...options,
  });
  const weights = [await values(model)];
  try {
    for await (const event of trainer.run()) if (event.type === 'step') weights.push(await values(model));
  } catch (error) {
    if (!TrainError.isInstance(error)) throw error;
    const now = await values(model);
    const saved = [];
    for (const name of await storage.list())
      saved.push(decodeCheckpoint((await storage.read(name)) as Uint8Array));
    const tensors = tf.memory().numTensors;
    trainer.dispose();
    return { error, weights, now, saved, model, trainer, tensors };
  }
  throw new Error('the run did not fail');
}

/** The data with something done to the batch of step 3. */
function spoiled(spoil: (images: Float32Array) => void): TrainingSource {
  const data = smallData();
  return {
    ...data,
    epoch: async function* (epoch, start = 0) {
      let number = start;
      for await (const batch of data.epoch(epoch, start)) {
        if (number++ === 3) spoil(batch.images);
        yield batch;
      }
    },
  };
}

describeOnBackends('a run that diverges', () => {
  it('names the image that holds NaN, and leaves weights and checkpoints as they were', async () => {
    const { error, weights, now, saved } = await failure({
      data: spoiled((images) => {
        images[images.length - 1] = Number.NaN;
      }),
    });
    expect(error).toMatchObject({ code: 'diverged', diagnosis: { step: 3, batch: 3, restoredStep: 3 } });
    const { first, indices, learningRate } = error.diagnosis ?? {};
    expect(first).toEqual({ kind: 'input', name: `image of item ${indices?.at(-1)}` });
    expect(learningRate).toBe(1e-2);
    expect(error.message).toMatch(/step 3 .*items \[\d,\d\].*learning rate 0.01.*loss is NaN.*input/);
    expect(weights).toHaveLength(4);
    expect(now).toEqual(weights[3]);
    expect(saved.map(({ state }) => state.step).sort()).toEqual([2, 3]);
  });

  it('goes back behind the update that ruined the weights', async () => {
    const { error, weights, now, saved } = await failure({
      optimizer: sgd(),
      schedule: schedule('jump', (step) => (step === 2 ? 1e39 : 1e-2)),
      checkpoints: { storage: memoryStorage() },
    });
    expect(error).toMatchObject({
      code: 'diverged',
      diagnosis: { step: 3, restoredStep: 2, first: { kind: 'weight' } },
    });
    expect(now).toEqual(weights[2]);
    expect(saved).toEqual([]);
  });

  it('is found before such weights are saved', async () => {
    const { error, now, weights, saved } = await failure({
      optimizer: sgd(),
      schedule: schedule('jump', (step) => (step === 2 ? 1e39 : 1e-2)),
    });
    expect(error).toMatchObject({
      code: 'diverged',
      diagnosis: { restoredStep: 2, first: { kind: 'weight' } },
    });
    expect(now).toEqual(weights[2]);
    expect(saved.map(({ state }) => state.step).sort()).toEqual([1, 2]);
    for (const { weights: own } of saved) {
      for (const { data } of own.values()) expect(data.every(Number.isFinite)).toBe(true);
    }
  });

  it('names the first layer whose output overflows', async () => {
    const { error } = await failure({ data: spoiled((images) => images.fill(3e38)) });
    expect(error.diagnosis?.first).toEqual({ kind: 'layer', name: 'fine' });
  });

  it('names a gradient where all else is finite', async () => {
    const { error, now, weights } = await failure({
      gradients: async (batch, context) => {
        const result = await modelGradients(batch, context);
        const { name } = context.model.trainableWeights[0];
        if (context.step === 1)
          result.gradients[name] = tf.mul(result.gradients[name], Number.POSITIVE_INFINITY);
        return result;
      },
    });
    expect(error.diagnosis).toMatchObject({ step: 1, first: { kind: 'gradient', name: 'fine/kernel' } });
    expect(now).toEqual(weights[1]);
  });
});
