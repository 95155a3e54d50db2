import { describeOnBackends, expectClose, useBackend } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { collect, losses, only } from '../../test/collect.js';
import { repeatedBatch, smallModel, smallOptions } from '../../test/small-run.js';
import {
  constant,
  decodeCheckpoint,
  memoryStorage,
  restoreWeights,
  type StepEvent,
  sgd,
  type TrainEvent,
  Trainer,
  type TrainerOptions,
} from '../index.js';

/** Weights and moments at this moment. */
async function tensorsOf(trainer: Trainer) {
  const { weights, slots } = decodeCheckpoint(await trainer.checkpoint());
  return { weights, slots };
}

describeOnBackends('a trainer', () => {
  it('tells what happens in order, learns, and gives the best epoch back', async () => {
    const model = smallModel();
    const storage = memoryStorage();
    const trainer = new Trainer({
      ...smallOptions(model),
      epochs: 4,
      schedule: constant(0.02),
      checkpoints: { storage, everySteps: 4 },
    });
    const events = await collect(trainer);
    const types = events.map(({ type }) => type).join(' ');
    const steps = 'step step step step checkpoint step step';
    expect(types.startsWith(`start ${steps} evaluation epoch checkpoint`)).toBe(true);
    expect(only(events, 'start')[0]).toMatchObject({
      resumed: false,
      totalSteps: 24,
      stepsPerEpoch: 6,
      parameters: 1_192 + 40,
      trainableParameters: 1_192,
    });
    const first = only(events, 'step')[0];
    expect(first.heads).toHaveLength(2);
    expect(first.loss).toBeCloseTo(first.heads[0] + 0.4 * first.heads[1], 5);
    expect(first.size).toEqual([16, 16]);
    expect(losses(events).at(-1)).toBeLessThan(0.6 * first.loss);
    const [end] = only(events, 'end');
    expect(end).toMatchObject({ reason: 'finished', step: 24, epoch: 4 });
    expect(end.history.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3]);
    const scores = end.history.map(({ figures }) => figures?.DSC ?? 0);
    expect(end.best).toMatchObject({
      value: Math.max(...scores),
      epoch: scores.indexOf(Math.max(...scores)),
    });
    expect(Math.max(...scores)).toBeGreaterThan(0.7);
    const best = decodeCheckpoint((await storage.read('best.safetensors')) as Uint8Array);
    expect(best.state.best).toEqual(end.best);
    await trainer.restoreBest();
    expect((await tensorsOf(trainer)).weights).toEqual(best.weights);
    trainer.dispose();
    model.dispose();
  });

  it('stopped by a signal at any step, and continued by another trainer, ends bit for bit the same', async () => {
    const whole = new Trainer(smallOptions(smallModel()));
    const expected = await collect(whole);
    for (const stop of [1, 5, 6, 9]) {
      const storage = memoryStorage();
      const abort = new AbortController();
      const first = new Trainer({ ...smallOptions(smallModel()), checkpoints: { storage } });
      const before = await collect(first, { signal: abort.signal }, (event) => {
        if (event.type === 'step' && event.step + 1 === stop) abort.abort();
        return false;
      });
      expect(before.slice(-2).map(({ type }) => type)).toEqual(['checkpoint', 'end']);
      expect(before.at(-1)).toMatchObject({ reason: 'aborted', step: stop });
      const second = new Trainer({ ...smallOptions(smallModel(6)), checkpoints: { storage } });
      await expect(collect(second)).rejects.toMatchObject({ code: 'mismatch' });
      const third = new Trainer({ ...smallOptions(smallModel()), checkpoints: { storage } });
      const after = await collect(third, { resume: 'require' });
      expect(only(after, 'start')[0]).toMatchObject({ resumed: true, step: stop });
      expect([...losses(before), ...losses(after)]).toEqual(losses(expected));
      expect(await tensorsOf(third)).toEqual(await tensorsOf(whole));
      for (const one of [first, second, third]) one.dispose();
    }
    whole.dispose();
  });

  it('left in the middle, the same trainer goes on', async () => {
    const whole = new Trainer(smallOptions(smallModel()));
    const expected = await collect(whole);
    const trainer = new Trainer({ ...smallOptions(smallModel()), checkpoints: { storage: memoryStorage() } });
    const parts: TrainEvent[] = [];
    // Out of the loop after every event but the first.
    for (let runs = 0; runs < 100 && parts.at(-1)?.type !== 'end'; runs++) {
      parts.push(...(await collect(trainer, {}, ({ type }) => type !== 'start')));
    }
    expect(losses(parts)).toEqual(losses(expected));
    expect(await tensorsOf(trainer)).toEqual(await tensorsOf(whole));
    expect(only(parts, 'checkpoint').filter(({ kind }) => kind === 'best').length).toBeGreaterThan(0);
    for (const one of [whole, trainer]) one.dispose();
  });

  it('averages the gradients of several batches: equal ones change nothing', async () => {
    const train = async (accumulate: number, batches: number) => {
      const model = smallModel();
      for (const layer of model.layers) if ('dropout' in layer) Object.assign(layer, { dropout: 0 });
      const data = await repeatedBatch(batches);
      const { evaluation: _, ...options } = smallOptions(model);
      const trainer = new Trainer({
        ...options,
        data,
        epochs: 1,
        accumulate,
        optimizer: sgd(),
        schedule: constant(0.1),
      });
      const events = await collect(trainer);
      const weights = model.trainableWeights.map((weight) => weight.read().dataSync().slice());
      trainer.dispose();
      model.dispose();
      return { weights, steps: only(events, 'step') };
    };
    const [one, three] = [await train(1, 2), await train(3, 5)];
    expect(three.steps.map(({ batch, indices }) => [batch, indices.length])).toEqual([
      [2, 6],
      [4, 4],
    ]);
    for (const [i, { loss, gradientNorm }] of one.steps.entries()) {
      expect(three.steps[i].loss).toBeCloseTo(loss, 5);
      expect(three.steps[i].gradientNorm).toBeCloseTo(gradientNorm, 4);
    }
    for (const [i, weights] of one.weights.entries())
      await expectClose(three.weights[i], weights, { absolute: 1e-5 });
  });

  it('clips by norm and by value', async () => {
    const change = async (clip: TrainerOptions['clip']) => {
      const model = smallModel();
      const read = async () => {
        const all = await Promise.all(model.trainableWeights.map((weight) => weight.read().data()));
        return all.flatMap((values) => [...values]);
      };
      const start = await read();
      const { evaluation: _, ...options } = smallOptions(model);
      const trainer = new Trainer({
        ...options,
        optimizer: sgd(),
        schedule: constant(1),
        ...(clip ? { clip } : {}),
      });
      const [, step] = await collect(trainer, {}, ({ type }) => type === 'step');
      const end = await read();
      trainer.dispose();
      model.dispose();
      return { gradient: start.map((w, i) => w - end[i]), norm: (step as StepEvent).gradientNorm };
    };
    const size = (values: number[]) => Math.hypot(...values);
    const { gradient, norm } = await change(undefined);
    expect(size(gradient)).toBeCloseTo(norm, 4);
    const byNorm = await change({ norm: norm / 2 });
    await expectClose(
      byNorm.gradient,
      gradient.map((g) => g / 2),
      { absolute: 1e-4 },
    );
    const value = Math.max(...gradient.map(Math.abs)) / 3;
    const limited = gradient.map((g) => Math.min(value, Math.max(-value, g)));
    await expectClose((await change({ value })).gradient, limited, { absolute: 1e-4 });
    const both = await change({ value, norm: size(limited) / 4 });
    await expectClose(
      both.gradient,
      limited.map((g) => g / 4),
      { absolute: 1e-4 },
    );
  });

  it('waits where it is paused, with a checkpoint', async () => {
    const trainer = new Trainer({ ...smallOptions(smallModel()), checkpoints: { storage: memoryStorage() } });
    const types: string[] = [];
    for await (const event of trainer.run()) {
      types.push(event.type);
      if (event.type === 'step' && event.step === 1) trainer.pause();
      if (event.type === 'pause') setTimeout(() => trainer.resume(), 20);
    }
    expect(types.slice(0, 6)).toEqual(['start', 'step', 'step', 'checkpoint', 'pause', 'step']);
    expect(types.at(-1)).toBe('end');
    trainer.pause();
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 20);
    // An abort ends a pause too.
    const paused = new Trainer(smallOptions(smallModel()));
    paused.pause();
    const events = await collect(paused, { signal: abort.signal });
    expect(events.at(-1)).toMatchObject({ reason: 'aborted' });
    for (const one of [trainer, paused]) one.dispose();
  });

  it('holds as many tensors and bytes after each epoch as after the first', async () => {
    const trainer = new Trainer({
      ...smallOptions(smallModel()),
      epochs: 6,
      accumulate: 2,
      checkpoints: { storage: memoryStorage(), everySteps: 2 },
    });
    const sizes: string[] = [];
    const before = tf.memory().numTensors;
    for await (const event of trainer.run()) {
      if (event.type !== 'epoch') continue;
      const { numTensors, numBytes } = tf.memory();
      sizes.push(`${numTensors} tensors, ${numBytes} bytes`);
    }
    expect(new Set(sizes).size).toBe(1);
    trainer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('a model read back from the best checkpoint predicts as the one that was trained', async () => {
  await useBackend(globalThis.document ? 'webgl' : 'cpu');
  const storage = memoryStorage();
  const model = smallModel();
  const trainer = new Trainer({ ...smallOptions(model), epochs: 1, checkpoints: { storage } });
  await collect(trainer);
  const other = smallModel(9);
  restoreWeights(other, (await storage.read('best.safetensors')) as Uint8Array);
  const x = tf.randomUniform([1, 9, 11, 3], 0, 1, 'float32', 4);
  const [a, b] = [model, other].map((one) => (one.predict(x) as tf.Tensor[])[0]);
  await expectClose(b, a, { absolute: 0 });
  tf.dispose([x, a, b]);
  trainer.dispose();
});

it('the first 20 losses are those of the cpu backend on every backend, to 1e-3', async () => {
  const first20 = async (backend: string) => {
    await useBackend(backend);
    const trainer = new Trainer({ ...smallOptions(smallModel()), epochs: 4 });
    const events = await collect(trainer, {}, (event) => event.type === 'step' && event.step === 19);
    trainer.dispose();
    return losses(events);
  };
  const expected = await first20('cpu');
  expect(expected).toHaveLength(20);
  for (const backend of globalThis.document ? ['webgl'] : ['wasm']) {
    await expectClose(await first20(backend), expected, { absolute: 1e-3 }, backend);
  }
});
