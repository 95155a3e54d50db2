import { useBackend } from '@miniseg/testkit';
import { getBackend } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { collect, losses, only } from '../../test/collect.js';
import { smallModel, smallOptions } from '../../test/small-run.js';
import { encodeCheckpoint } from '../checkpoint/checkpoint-file.js';
import { decodeCheckpoint, memoryStorage, Trainer } from '../index.js';

beforeAll(() => useBackend(globalThis.document ? 'webgl' : 'cpu'));

it('a full disk stops the run with the good checkpoint intact; with room again the same trainer goes on', async () => {
  const storage = memoryStorage();
  let full = false;
  const write: typeof storage.write = (name, bytes) =>
    full ? Promise.reject(new Error('ENOSPC')) : storage.write(name, bytes);
  const trainer = new Trainer({
    ...smallOptions(smallModel()),
    checkpoints: { storage: { ...storage, write }, everySteps: 2 },
  });
  const before: number[] = [];
  const run = async () => {
    for await (const event of trainer.run()) {
      if (event.type === 'step') before.push(event.loss);
      if (event.type === 'step' && event.step === 2) full = true;
    }
  };
  await expect(run()).rejects.toMatchObject({ code: 'storage', message: expect.stringContaining('ENOSPC') });
  expect(await storage.list()).toEqual(['checkpoint-00000002.safetensors']);
  const bytes = (await storage.read('checkpoint-00000002.safetensors')) as Uint8Array;
  expect(decodeCheckpoint(bytes).state.step).toBe(2);
  full = false;
  const events = await collect(trainer);
  // What could not be written is written first.
  expect(events.slice(0, 2)).toMatchObject([{ type: 'start' }, { type: 'checkpoint', step: 4 }]);
  const whole = new Trainer(smallOptions(smallModel()));
  expect([...before, ...losses(events)]).toEqual(losses(await collect(whole)));
  for (const one of [trainer, whole]) one.dispose();
});

it('a damaged checkpoint is passed over with a warning, and the run ends the same', async () => {
  const storage = memoryStorage();
  const options = () => ({ ...smallOptions(smallModel()), checkpoints: { storage, everySteps: 2 } });
  const first = new Trainer(options());
  await collect(first, {}, (event) => event.type === 'checkpoint' && event.step === 4);
  const newest = 'checkpoint-00000004.safetensors';
  const bytes = (await storage.read(newest)) as Uint8Array;
  bytes[bytes.length - 1] ^= 1;
  await storage.write(newest, bytes);
  const second = new Trainer(options());
  const events = await collect(second);
  expect(only(events, 'warning')).toMatchObject([
    { code: 'corrupt-checkpoint', message: expect.stringMatching(/00000004.*checksum/) },
  ]);
  expect(only(events, 'start')[0]).toMatchObject({ resumed: true, step: 2 });
  const whole = new Trainer(smallOptions(smallModel()));
  expect(losses(events)).toEqual(losses(await collect(whole)).slice(2));
  for (const one of [first, second, whole]) one.dispose();
});

it('a storage that can be locked is kept from the start of a run to its end, however that ends', async () => {
  const told: string[] = [];
  const storage = {
    ...memoryStorage(),
    lock: async () => {
      told.push('lock');
      return async () => void told.push('unlock');
    },
  };
  const trainer = new Trainer({ ...smallOptions(smallModel()), checkpoints: { storage } });
  await collect(trainer, {}, (event) => event.type === 'start' && told.push('start') > 0);
  await collect(trainer);
  expect(told).toEqual(['lock', 'start', 'unlock', 'lock', 'unlock']);
  const other = new Trainer({ ...smallOptions(smallModel(9)), checkpoints: { storage } });
  await expect(collect(other, { resume: 'never' })).rejects.toMatchObject({ code: 'exists' });
  expect(told.slice(5)).toEqual(['lock', 'unlock']);
  for (const one of [trainer, other]) one.dispose();
});

it('a checkpoint of another backend is continued with a warning that names both', async () => {
  const storage = memoryStorage();
  const options = () => ({ ...smallOptions(smallModel()), checkpoints: { storage, everySteps: 2 } });
  const first = new Trainer(options());
  await collect(first, {}, (event) => event.type === 'checkpoint');
  const [name] = await storage.list();
  const checkpoint = decodeCheckpoint((await storage.read(name)) as Uint8Array);
  expect(checkpoint.state.backend).toBe(getBackend());
  checkpoint.state.backend = 'other';
  await storage.write(name, encodeCheckpoint(checkpoint));
  const second = new Trainer(options());
  const events = await collect(second, {}, (event) => event.type === 'checkpoint');
  expect(only(events, 'warning')).toMatchObject([
    {
      code: 'other-backend',
      message: expect.stringMatching(`computed on 'other' and is continued on '${getBackend()}'`),
    },
  ]);
  const third = new Trainer(options());
  // From now on it is of this backend.
  expect(only(await collect(third), 'warning')).toEqual([]);
  for (const one of [first, second, third]) one.dispose();
});
