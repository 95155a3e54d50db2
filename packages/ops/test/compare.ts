/** An op and its gradients against values in float64, on the backend in use. */
import { expectClose, expectNoLeak } from '@miniseg/testkit';
import { grads, mul, sum, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { pseudoRandom } from './brute-force.js';

export interface Values {
  shape: number[];
  data: Float32Array | Float64Array;
}

export const random = <S extends number[]>(shape: S, seed: number) => ({
  shape,
  data: pseudoRandom(
    shape.reduce((a, b) => a * b, 1),
    seed,
  ),
});

export const toTensor = ({ shape, data }: Values): Tensor =>
  tensor(Float32Array.from(data), shape, 'float32');

/** Output, then the gradients of sum(output * dy) by each input, each within `absolute` and leaving no tensor behind. */
export async function expectOp(
  op: (...inputs: Tensor[]) => Tensor,
  inputs: Values[],
  dy: Values,
  expected: { output: Values; gradients: Values[] },
  absolute = 2e-5,
): Promise<void> {
  await expectNoLeak(async () => {
    const tensors = inputs.map(toTensor);
    const weights = toTensor(dy);
    const y = tidy(() => op(...tensors));
    expect(y.shape).toEqual(expected.output.shape);
    const gradients = tidy(() => grads((...x) => sum(mul(op(...x), weights)))(tensors));
    await expectClose(y, expected.output.data, { absolute, relative: absolute }, 'output');
    for (const [i, gradient] of gradients.entries()) {
      expect(gradient.shape).toEqual(inputs[i].shape);
      const right = expected.gradients[i].data;
      let scale = 1;
      for (const value of right) scale = Math.max(scale, Math.abs(value));
      await expectClose(gradient, right, { absolute: absolute * scale }, `gradient of input ${i}`);
    }
    return [...tensors, weights, y, ...gradients];
  });
}
