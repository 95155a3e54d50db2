import { describeOnBackends, expectClose, expectNoLeak } from '@miniseg/testkit';
import '@tensorflow/tfjs';
import {
  grads,
  memory,
  mul,
  ones,
  randomNormal,
  square,
  type Tensor4D,
  tidy,
  variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { addMaps } from './index.js';

const shape: Tensor4D['shape'] = [2, 3, 5, 2];
const normal = (seed: number) => randomNormal(shape, 0, 1, 'float32', seed) as Tensor4D;

describeOnBackends('addMaps', () => {
  it('adds, and passes dy on to both, also where one map is used twice', async () => {
    await expectNoLeak(async () => {
      const [a, b, dy] = [normal(1), normal(2), normal(3)];
      const sum = addMaps(a, b);
      const [first, second] = [await a.data(), await b.data()];
      await expectClose(
        sum,
        first.map((value, i) => value + second[i]),
        { absolute: 1e-6 },
      );
      const gradients = tidy(() =>
        grads((a, b) => addMaps(addMaps(a as Tensor4D, b as Tensor4D), square(a) as Tensor4D))([a, b], dy),
      );
      const given = await dy.data();
      await expectClose(
        gradients[0],
        given.map((value, i) => value * (1 + 2 * first[i])),
        { absolute: 1e-2 },
      );
      await expectClose(gradients[1], given, { absolute: 1e-6 });
      return [a, b, dy, sum, gradients];
    });
  });

  it('keeps no map until the backward pass', () => {
    const [a, b] = [variable(normal(1)), variable(normal(2))];
    const { value, grads } = variableGrads(() => {
      const before = memory().numBytes;
      const sum = addMaps(a as unknown as Tensor4D, b as unknown as Tensor4D);
      expect(memory().numBytes - before).toBe(4 * sum.size);
      return mul(sum, 2).sum();
    });
    expect(grads[a.name].dataSync()[0]).toBe(2);
    for (const tensor of [value, a, b, ...Object.values(grads)]) tensor.dispose();
  });

  it('refuses to broadcast', () => {
    expect(() => tidy(() => addMaps(ones(shape), ones([2, 3, 5, 1])))).toThrow(/\[2,3,5,2\] and \[2,3,5,1\]/);
  });
});
