import { describeOnBackends, expectNoLeak } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { collect, losses, only } from '../../test/collect.js';
import { smallModel, smallOptions } from '../../test/small-run.js';
import { decodeCheckpoint, memoryStorage, restoreWeights, Trainer } from '../index.js';
import { WeightAverage } from './weight-average.js';

const averaging = { decay: 0.9 };

describeOnBackends('an average of weights', () => {
  it('is d average + (1 - d) weights, with a low d at first', async () => {
    const model = smallModel();
    const average = new WeightAverage(model, 0.2);
    const weight = model.weights[0];
    const key = weight.originalName;
    const read = async () => (await average.values()).get(key)?.data[0] as number;
    const start = weight.read().dataSync()[0];
    let expected = start;
    for (const [updates, value] of [
      [1, 3],
      [2, -5],
      [3, 7],
    ]) {
      weight.write(tf.fill(weight.shape as number[], value));
      average.update(updates);
      const decay = Math.min(0.2, (1 + updates) / (10 + updates));
      expected = decay * expected + (1 - decay) * value;
      expect(await read()).toBeCloseTo(expected, 5);
    }
    expect(expected).not.toBeCloseTo(7, 1);
    const back = average.swapIn();
    expect(weight.read().dataSync()[0]).toBeCloseTo(expected, 5);
    back();
    expect(weight.read().dataSync()[0]).toBe(7);
    await expectNoLeak(() => average.update(4));
    await expectNoLeak(() => average.swapIn()());
    average.dispose();
    model.dispose();
  });

  it('leaves training as it is, and is what evaluations and the best epoch see', async () => {
    const plain = new Trainer(smallOptions(smallModel()));
    const storage = memoryStorage();
    const model = smallModel();
    const averaged = new Trainer({ ...smallOptions(model), averaging, checkpoints: { storage } });
    const events = await collect(averaged);
    expect(losses(events)).toEqual(losses(await collect(plain)));
    const checkpoint = decodeCheckpoint(await averaged.checkpoint());
    const best = decodeCheckpoint((await storage.read('best.safetensors')) as Uint8Array);
    expect(checkpoint.average?.size).toBe(model.weights.length);
    expect(checkpoint.average).not.toEqual(checkpoint.weights);
    const of = (from: tf.Tensor) => [...from.dataSync()];
    restoreWeights(model, checkpoint);
    const key = model.weights[0].originalName;
    expect(of(model.weights[0].read())).toEqual([...(checkpoint.average?.get(key)?.data ?? [])]);
    restoreWeights(model, checkpoint, 'trained');
    expect(of(model.weights[0].read())).toEqual([...(checkpoint.weights.get(key)?.data ?? [])]);
    averaged.restoreAverage();
    expect(of(model.weights[0].read())).toEqual([...(checkpoint.average?.get(key)?.data ?? [])]);
    await averaged.restoreBest();
    expect(of(model.weights[0].read())).toEqual([...(best.average?.get(key)?.data ?? [])]);
    expect(() => plain.restoreAverage()).toThrow(/averaging/);
    for (const one of [plain, averaged]) one.dispose();
  });

  it('continues bit for bit', async () => {
    const whole = new Trainer({ ...smallOptions(smallModel()), averaging });
    await collect(whole);
    for (const stop of [1, 5, 6]) {
      const storage = memoryStorage();
      const abort = new AbortController();
      const first = new Trainer({ ...smallOptions(smallModel()), averaging, checkpoints: { storage } });
      await collect(first, { signal: abort.signal }, (event) => {
        if (event.type === 'step' && event.step + 1 === stop) abort.abort();
        return false;
      });
      const other = new Trainer({ ...smallOptions(smallModel()), checkpoints: { storage } });
      await expect(collect(other)).rejects.toMatchObject({ code: 'mismatch', message: /averaging/ });
      const second = new Trainer({ ...smallOptions(smallModel()), averaging, checkpoints: { storage } });
      expect(only(await collect(second, { resume: 'require' }), 'start')[0].step).toBe(stop);
      const { weights, average } = decodeCheckpoint(await second.checkpoint());
      const expected = decodeCheckpoint(await whole.checkpoint());
      expect({ weights, average }).toEqual({ weights: expected.weights, average: expected.average });
      for (const one of [first, other, second]) one.dispose();
    }
    whole.dispose();
  });

  it.each([0, 1, Number.NaN])('refuses a decay of %d', (decay) => {
    expect(() => new Trainer({ ...smallOptions(smallModel()), averaging: { decay } })).toThrow(
      /averaging.decay/,
    );
  });
});
