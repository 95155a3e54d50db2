/** Attention and encoding against loops in float64, and their gradients against difference quotients of those. */
import { describeOnBackends } from '@miniseg/testkit';
import { type Tensor1D, type Tensor2D, type Tensor3D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { expectOp, random, toTensor, type Values } from '../test/compare.js';
import { channelAttention, encoding, featureMean, positionAttention } from './index.js';

type Loops = (...inputs: (Float32Array | Float64Array)[]) => Float64Array;

function softmax(logits: number[]): number[] {
  const most = Math.max(...logits);
  const parts = logits.map((value) => Math.exp(value - most));
  const sum = parts.reduce((a, b) => a + b, 0);
  return parts.map((part) => part / sum);
}

/** Central differences in float64 of sum(loops(inputs) * dy). */
function differences(loops: Loops, inputs: Values[], dy: Values): Values[] {
  const loss = (arrays: (Float32Array | Float64Array)[]) =>
    loops(...arrays).reduce((sum, value, i) => sum + value * dy.data[i], 0);
  return inputs.map((input, k) => {
    const data = Float64Array.from(input.data, (value, i) => {
      const at = (shift: number) =>
        loss(
          inputs.map((other, j) => {
            const copy = Float64Array.from(other.data);
            if (j === k) copy[i] = value + shift;
            return copy;
          }),
        );
      return (at(1e-5) - at(-1e-5)) / 2e-5;
    });
    return { shape: input.shape, data };
  });
}

async function expectLoops(
  op: Parameters<typeof expectOp>[0],
  loops: Loops,
  inputs: Values[],
  shape: number[],
) {
  const dy = random(shape, 9);
  const output = { shape, data: loops(...inputs.map(({ data }) => data)) };
  await expectOp(op, inputs, dy, { output, gradients: differences(loops, inputs, dy) });
}

const indices = (n: number) => Array.from({ length: n }, (_, i) => i);

describeOnBackends('positionAttention', () => {
  it('equals the loops, also with keys of another size, a batch of 2, and a scale', async () => {
    const [batch, pixels, keys, c, m] = [2, 6, 4, 3, 5];
    const scale = 0.5;
    const loops: Loops = (q, k, v) => {
      const y = new Float64Array(batch * pixels * m);
      for (const b of indices(batch))
        for (const i of indices(pixels)) {
          const weights = softmax(
            indices(keys).map((j) =>
              indices(c).reduce(
                (sum, a) => sum + scale * q[(b * pixels + i) * c + a] * k[(b * keys + j) * c + a],
                0,
              ),
            ),
          );
          for (const [j, weight] of weights.entries())
            for (const a of indices(m)) y[(b * pixels + i) * m + a] += weight * v[(b * keys + j) * m + a];
        }
      return y;
    };
    await expectLoops(
      (q, k, v) => positionAttention(q as Tensor4D, k as Tensor4D, v as Tensor4D, { scale }),
      loops,
      [random([2, 2, 3, c], 1), random([2, 2, 2, c], 2), random([2, 2, 2, m], 3)],
      [2, 2, 3, m],
    );
  });
  it('refuses shapes that do not fit', () => {
    tidy(() => {
      const map = (...shape: number[]) => toTensor(random(shape, 1)) as Tensor4D;
      expect(() => positionAttention(map(1, 2, 2, 3), map(1, 2, 2, 2), map(1, 2, 2, 3))).toThrow(
        /one number of channels/,
      );
      expect(() => positionAttention(map(1, 2, 2, 3), map(1, 2, 2, 3), map(1, 2, 1, 3))).toThrow(
        /height and width/,
      );
    });
  });
});

describeOnBackends('channelAttention', () => {
  it('equals the loops with the largest product subtracted, as its authors write it', async () => {
    const [batch, pixels, channels] = [2, 6, 4];
    const loops: Loops = (x) => {
      const y = new Float64Array(x.length);
      const at = (b: number, n: number, c: number) => x[(b * pixels + n) * channels + c];
      for (const b of indices(batch))
        for (const c of indices(channels)) {
          const products = indices(channels).map((d) =>
            indices(pixels).reduce((sum, n) => sum + at(b, n, c) * at(b, n, d), 0),
          );
          const most = Math.max(...products);
          for (const [d, weight] of softmax(products.map((product) => most - product)).entries())
            for (const n of indices(pixels)) y[(b * pixels + n) * channels + c] += weight * at(b, n, d);
        }
      return y;
    };
    await expectLoops((x) => channelAttention(x as Tensor4D), loops, [random([2, 3, 2, 4], 1)], [2, 3, 2, 4]);
  });
});

describeOnBackends('encoding', () => {
  const [batch, pixels, channels, count] = [2, 6, 4, 3];
  it('equals the loops, for pixels, codewords and scales', async () => {
    const loops: Loops = (x, words, scale) => {
      const e = new Float64Array(batch * channels * count);
      for (const b of indices(batch))
        for (const n of indices(pixels)) {
          const residual = (k: number, c: number) =>
            x[(b * pixels + n) * channels + c] - words[k * channels + c];
          const logits = indices(count).map((k) =>
            indices(channels).reduce((sum, c) => sum + (scale[k] * residual(k, c)) ** 2, 0),
          );
          for (const [k, share] of softmax(logits).entries())
            for (const c of indices(channels)) e[(b * channels + c) * count + k] += share * residual(k, c);
        }
      return e;
    };
    const scale = { shape: [count], data: Float32Array.of(-0.9, -0.4, -0.1) };
    await expectLoops(
      (x, words, scale) => encoding(x as Tensor4D, words as Tensor2D, scale as Tensor1D),
      loops,
      [random([2, 2, 3, channels], 1), random([count, channels], 2), scale],
      [2, channels, count],
    );
  });
  it('is averaged over its codewords', async () => {
    const loops: Loops = (x) =>
      Float64Array.from(
        indices(batch * channels),
        (i) => indices(count).reduce((sum, k) => sum + x[i * count + k], 0) / count,
      );
    await expectLoops(
      (x) => featureMean(x as Tensor3D),
      loops,
      [random([2, channels, count], 1)],
      [2, 1, 1, channels],
    );
  });
  it('refuses codewords of another length', () => {
    tidy(() => {
      const x = toTensor(random([1, 2, 2, 3], 1)) as Tensor4D;
      const words = toTensor(random([5, 4], 1)) as Tensor2D;
      expect(() => encoding(x, words, toTensor(random([5], 1)) as Tensor1D)).toThrow(/\[K, 3\] and \[K\]/);
    });
  });
});
