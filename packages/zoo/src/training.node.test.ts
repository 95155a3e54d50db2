import '@miniseg/backends/wasm-train';
import { expectNoLeak, useBackend } from '@miniseg/testkit';
import { decodeCheckpoint, memoryStorage, type RunOptions, Trainer } from '@miniseg/train';
import { beforeAll, describe, expect, it } from 'vitest';
import { HEAVY, LIGHT, SLOW } from '../test/networks.js';
import { trainerOptions } from '../test/phantoms.js';
import { type NetworkName, network } from './index.js';

/** Between them all that training keeps: dropout, unpooling, running values, PReLU, shuffled and depthwise convolutions. */
const TO_INTERRUPT: readonly NetworkName[] = [
  'enet',
  'espnetv2',
  'lednet',
  'mobilenetv3',
  'shufflenetv2_decoder',
];

const segments = (name: NetworkName) => !name.endsWith('_encoder');

async function losses(trainer: Trainer): Promise<number[]> {
  const result: number[] = [];
  for await (const event of trainer.run()) {
    if (event.type === 'step') result.push(event.loss);
  }
  return result;
}

describe('training', () => {
  beforeAll(() => useBackend('wasm'));

  // All take half an hour of processor time, and MINISEG_SLOW=1.
  it.each(SLOW ? [...LIGHT, ...HEAVY].filter(segments) : TO_INTERRUPT)(
    'of %s: 30 steps on four phantoms of 64x64 lower the loss by half',
    async (name) => {
      const model = network(name, { seed: 1 });
      const trainer = new Trainer(trainerOptions(model, 64, 30));
      const seen = await losses(trainer);
      expect(Math.min(...seen.slice(-3))).toBeLessThan(seen[0] / 2);
      trainer.dispose();
      model.dispose();
    },
    900_000,
  );

  it.each(SLOW ? [...LIGHT, ...HEAVY].filter(segments) : TO_INTERRUPT)(
    'of %s, interrupted, goes on to the same weights bit for bit',
    async (name) => {
      const run = async (
        storage: ReturnType<typeof memoryStorage>,
        resume: RunOptions['resume'],
        stopAfter = 3,
      ) => {
        const model = network(name, { seed: 1 });
        const trainer = new Trainer({ ...trainerOptions(model, 32, 3), checkpoints: { storage } });
        const abort = new AbortController();
        for await (const event of trainer.run({ resume, signal: abort.signal })) {
          if (event.type === 'step' && event.step === stopAfter) abort.abort();
        }
        const { weights } = decodeCheckpoint(await trainer.checkpoint());
        trainer.dispose();
        model.dispose();
        return weights;
      };
      const whole = await run(memoryStorage(), 'never');
      const storage = memoryStorage();
      await run(storage, 'never', 1);
      const resumed = await run(storage, 'require');
      expect([...resumed.keys()]).toEqual([...whole.keys()]);
      for (const [key, value] of whole) expect([key, resumed.get(key)]).toEqual([key, value]);
    },
    900_000,
  );

  it('leaves no tensor behind', async () => {
    await expectNoLeak(async () => {
      const model = network('espnetv2', { seed: 1 });
      const trainer = new Trainer(trainerOptions(model, 32, 2));
      await losses(trainer);
      trainer.dispose();
      model.dispose();
    });
  });
});
