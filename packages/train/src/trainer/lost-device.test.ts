import { useBackend } from '@miniseg/testkit';
import { backend } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { only } from '../../test/collect.js';
import { smallModel, smallOptions } from '../../test/small-run.js';
import { decodeCheckpoint, memoryStorage, type TrainEvent, Trainer } from '../index.js';
import { modelGradients } from './model-gradients.js';

beforeAll(() => useBackend(globalThis.document ? 'webgl' : 'cpu'));

/** Runs until `fail` throws at the third step. */
async function runInto(fail: () => Error) {
  const storage = memoryStorage();
  const options = smallOptions(smallModel());
  let steps = 0;
  const trainer = new Trainer({
    ...options,
    gradients: (batch, context) => {
      if (++steps === 3) throw fail();
      return modelGradients(batch, context);
    },
    checkpoints: { storage },
  });
  const events: TrainEvent[] = [];
  const run = async () => {
    for await (const event of trainer.run()) events.push(event);
  };
  const error = await run().then(
    () => undefined,
    (caught: unknown) => caught,
  );
  trainer.dispose();
  return { storage, events, error };
}

it('a step without memory ends the run with a checkpoint of the state before it', async () => {
  const { storage, events, error } = await runInto(() => new Error('Failed to allocate 4 GB'));
  expect(error).toMatchObject({ code: 'memory' });
  expect(only(events, 'checkpoint')).toMatchObject([{ kind: 'last', step: 2 }]);
  const bytes = (await storage.read('checkpoint-00000002.safetensors')) as Uint8Array;
  expect(decodeCheckpoint(bytes).state.step).toBe(2);
});

it('a lost device is named, with what to do', async () => {
  const instance = backend() as unknown as { device?: object };
  try {
    const { events, error } = await runInto(() => {
      instance.device = { lost: Promise.resolve({ message: 'the driver was reset' }) };
      return new Error('Buffer is destroyed');
    });
    expect(error).toMatchObject({
      code: 'device',
      message: expect.stringMatching(/lost.*the driver was reset.*newest checkpoint/),
    });
    expect(only(events, 'checkpoint')).toHaveLength(1);
  } finally {
    delete instance.device;
  }
});

it('other errors are thrown as they are, and nothing is saved', async () => {
  const { storage, error } = await runInto(() => new Error('no such file'));
  expect(error).toMatchObject({ message: 'no such file' });
  expect(await storage.list()).toEqual([]);
});
