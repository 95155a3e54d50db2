import { describeOnBackends } from '@miniseg/testkit';
import '@tensorflow/tfjs';
import { add, dispose, grad, memory, mul, scalar, square, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { unrecorded } from './unrecorded.js';

describeOnBackends('unrecorded', () => {
  it('hides from the gradient what it computes, and gives it back', async () => {
    const x = scalar(3);
    const seen: number[] = [];
    const gradient = grad((x: Tensor) => {
      const hidden = unrecorded(() => square(x));
      seen.push(hidden.dataSync()[0]);
      return add(mul(x, 2), hidden);
    })(x);
    expect(seen).toEqual([9]);
    expect((await gradient.data())[0]).toBe(2);
    dispose([x, gradient]);
  });

  it('keeps no clone of an input, and records again after an error', async () => {
    const x = scalar(3);
    tidy(() =>
      grad((x: Tensor) => {
        const before = memory().numTensors;
        unrecorded(() => dispose(mul(x, x)));
        expect(memory().numTensors).toBe(before);
        expect(() =>
          unrecorded(() => {
            throw new Error('inside');
          }),
        ).toThrow('inside');
        return square(x);
      })(x)
        .dataSync()
        .forEach((value) => {
          expect(value).toBe(6);
        }),
    );
    x.dispose();
  });
});
