import { crc32 } from '@miniseg/checkpoints';
import { describe, expect, it } from 'vitest';
import { decodeCheckpoint, memoryStorage, TrainError } from '../index.js';
import { type CheckpointState, encodeCheckpoint } from './checkpoint-file.js';
import { CheckpointKeeper } from './checkpoint-keeper.js';
import { checkSameSettings } from './settings.js';

const state: CheckpointState = {
  step: 12,
  microStep: 24,
  epoch: 1,
  batch: 3,
  sums: { loss: 0.1 + 0.2, heads: [1 / 3], batches: 3, seconds: 1, learningRate: 1e-3 },
  history: [],
  stopping: { since: 0 },
  optimizer: { className: 'MiniSegAdam', step: 12 },
  settings: { epochs: 2 },
};
const tensor = (...values: number[]) => ({ shape: [values.length], data: Float32Array.from(values) });
const checkpoint = {
  state,
  weights: new Map([
    ['a/kernel', tensor(1, 2)],
    ['b', tensor(-0, 1e-45)],
  ]),
  slots: { m: new Map([['a/kernel', tensor(3, 4)]]), v: new Map([['a/kernel', tensor(5, 6)]]) },
};
const bytes = encodeCheckpoint(checkpoint);

describe('a checkpoint', () => {
  it('comes back bit for bit', () => {
    expect(decodeCheckpoint(bytes)).toEqual(checkpoint);
    expect(encodeCheckpoint(decodeCheckpoint(bytes))).toEqual(bytes);
  });

  it('is known to be damaged by any changed byte, and by any missing end', () => {
    for (let at = 0; at < bytes.length; at++) {
      const damaged = bytes.slice();
      damaged[at] ^= 1;
      expect(() => decodeCheckpoint(damaged), `byte ${at}`).toThrow(
        expect.objectContaining({ code: 'corrupt' }),
      );
    }
    for (let length = 0; length < bytes.length; length++) {
      const short = bytes.subarray(0, length);
      expect(() => decodeCheckpoint(short), `${length} bytes`).toThrow(
        expect.objectContaining({ code: 'corrupt' }),
      );
    }
  });

  it('has the checksum of zip files', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  });
});

describe('the keeper', () => {
  const found = async (keeper: CheckpointKeeper) => {
    const damaged: string[] = [];
    const result = await keeper.newest((name) => damaged.push(name));
    return { name: result?.name, damaged };
  };

  it('keeps the newest few, by their step', async () => {
    const storage = memoryStorage();
    const keeper = new CheckpointKeeper({ storage, keep: 2 });
    expect(await found(keeper)).toEqual({ name: undefined, damaged: [] });
    for (const step of [8, 9, 10, 11]) await keeper.saveLast(step, bytes);
    await keeper.saveBest(bytes);
    await storage.write('history.csv', bytes);
    expect((await storage.list()).sort()).toEqual([
      'best.safetensors',
      'checkpoint-00000010.safetensors',
      'checkpoint-00000011.safetensors',
      'history.csv',
    ]);
    expect(await found(keeper)).toEqual({ name: 'checkpoint-00000011.safetensors', damaged: [] });
  });

  it('passes over damaged ones to the one before, then to the best, and fails when there is none', async () => {
    const storage = memoryStorage();
    const keeper = new CheckpointKeeper({ storage });
    const [older, newer] = [await keeper.saveLast(1, bytes), await keeper.saveLast(2, bytes)];
    const best = await keeper.saveBest(bytes);
    const broken = bytes.subarray(0, 100);
    await storage.write(newer, broken);
    expect(await found(keeper)).toEqual({ name: older, damaged: [newer] });
    await storage.write(older, broken);
    expect(await found(keeper)).toEqual({ name: best, damaged: [newer, older] });
    await storage.write(best, broken);
    await expect(found(keeper)).rejects.toThrow(/All checkpoints are damaged.*empty storage/);
  });

  it('says what a full disk means', async () => {
    const storage = { ...memoryStorage(), write: () => Promise.reject(new Error('ENOSPC: no space left')) };
    const failure = await new CheckpointKeeper({ storage }).saveLast(1, bytes).catch((error) => error);
    expect(TrainError.isInstance(failure)).toBe(true);
    expect(failure).toMatchObject({
      code: 'storage',
      message: expect.stringMatching(/no space left.*intact/),
    });
  });
});

it('settings that differ are named with both values, unless they may', () => {
  const saved = { epochs: 80, optimizer: { beta1: 0.9, beta2: 0.999 }, clip: {} };
  const given = { epochs: 90, optimizer: { beta1: 0.8, beta2: 0.999 }, clip: { norm: 1 } };
  const check = (allowed: string[]) => () => checkSameSettings(saved, given, allowed, 'x');
  expect(check([])).toThrow(
    /epochs was 80, is 90; optimizer.beta1 was 0.9, is 0.8; clip.norm was undefined, is 1/,
  );
  expect(check(['epochs', 'clip'])).toThrow(/run: optimizer.beta1 was/);
  expect(check(['epochs', 'clip', 'optimizer'])).not.toThrow();
});
