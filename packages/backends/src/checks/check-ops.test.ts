import { describeOnBackends } from '@miniseg/testkit';
import { add, env, getBackend, memory, mul, type Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from '../use-backend.js';
import { checkOps, isRight } from './check-ops.js';
import { KNOWN_CASES } from './known-cases.js';
import { MORE_CASES } from './more-cases.js';
import type { OpCase } from './op-case.js';
import { sample } from './samples.js';

const A = sample([2, 3], 1);
const answer = (output: ArrayLike<number>) => () => ({ output, gradients: [new Float32Array(6).fill(0)] });
const twice = (rest: Partial<OpCase>): OpCase => ({
  name: 'twice',
  inputs: [A],
  run: ([x]: Tensor[]) => mul(x, 2),
  ...rest,
});
const doubled = A.values.map((value) => value * 2);

describeOnBackends('checkOps', (backend) => {
  // The reference of the cases without an answer.
  beforeAll(async () => {
    await useBackend('cpu');
    await useBackend(backend === 'tensorflow' ? 'node' : (backend as 'cpu'));
  });

  it('finds every forward right, or says why it is not there', async () => {
    const results = await checkOps([...KNOWN_CASES, ...MORE_CASES], { gradients: false });
    expect(results).toHaveLength(KNOWN_CASES.length + MORE_CASES.length);
    const wrong = results.filter(({ forward }) => !isRight(forward)).map(({ name }) => name);
    const known: Record<string, string[]> = {
      // tfjs-node hands TensorFlow no padding in numbers.
      tensorflow: ['avgPool, 3x3, padding 1, stride 2'],
      // tfjs's own products, before a repair: fixes/right-factor.ts.
      wasm: ['matMul, a right factor in two shapes'],
    };
    expect(wrong).toEqual(known[backend] ?? []);
    expect(results.every(({ gradient }) => gradient === undefined)).toBe(true);
    expect(getBackend()).toBe(backend);
  });

  it('measures by how much a result is off', async () => {
    const off = doubled.map((value, i) => (i === 4 ? value + 0.25 : value));
    const [{ forward }] = await checkOps([twice({ answer: answer(off) })], { gradients: false });
    expect(isRight(forward)).toBe(false);
    expect(forward).toEqual({ error: expect.closeTo(0.25, 6) });
  });

  it('takes NaN, another length and an exception for what they are', async () => {
    const nan = doubled.map((value, i) => (i === 1 ? Number.NaN : value));
    const throws = () => {
      throw new Error('no such kernel\nand more');
    };
    const results = await checkOps(
      [
        twice({ answer: answer(nan) }),
        twice({ answer: answer([1]) }),
        twice({ answer: answer([]), run: throws }),
      ],
      { gradients: false },
    );
    expect(results.map(({ forward }) => forward)).toEqual([
      { failure: expect.stringContaining('where NaN is right') },
      { failure: '6 values instead of 1' },
      { failure: 'no such kernel' },
    ]);
  });

  it('leaves no tensor and no flag behind, also where a gradient fails', async () => {
    const flags = () => JSON.stringify(env().getFlags());
    await checkOps(KNOWN_CASES);
    const before = memory().numTensors;
    const flagsBefore = flags();
    await checkOps(KNOWN_CASES);
    expect(memory().numTensors).toBe(before);
    expect(flags()).toBe(flagsBefore);
  });

  it('leaves out a case without an answer where its reference is not registered', async () => {
    const plain: OpCase = { name: 'sum', inputs: [A, A], run: ([a, b]) => add(a, b) };
    expect(await checkOps([plain], { reference: 'nowhere' })).toEqual([]);
  });
});
