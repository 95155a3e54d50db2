/** Channels moved about, broadcasts and activations against plain loops. */
import { describeOnBackends } from '@miniseg/testkit';
import { type Tensor, type Tensor4D, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { expectOp, random, toTensor, type Values } from '../test/compare.js';
import {
  addBias,
  addBroadcast,
  channelConcat,
  channelShuffle,
  channelSlice,
  channelSplit,
  dropout,
  gated,
  hardSigmoid,
  hardSwish,
  padChannels,
  prelu,
  relu,
  relu6,
  sigmoid,
} from './index.js';

const SHAPE = [2, 3, 4, 6];
const mapped = ({ shape, data }: Values, f: (value: number, i: number) => number): Values => ({
  shape,
  data: Float64Array.from(data, f),
});

describeOnBackends('channels', () => {
  it('are shuffled as ShuffleNet says: channel k n + i goes to i groups + k', async () => {
    const x = random(SHAPE, 1);
    for (const groups of [1, 2, 3, 6]) {
      const n = 6 / groups;
      const from = (c: number) => (c % groups) * n + Math.floor(c / groups);
      const to = (c: number) => (c % n) * groups + Math.floor(c / n);
      const dy = random(SHAPE, 2);
      await expectOp(
        (x) => channelShuffle(x as Tensor4D, groups),
        [x],
        dy,
        {
          output: mapped(x, (_, i) => x.data[i - (i % 6) + from(i % 6)]),
          gradients: [mapped(dy, (_, i) => dy.data[i - (i % 6) + to(i % 6)])],
        },
        0,
      );
    }
  });
  it('are cut out, and put together again', async () => {
    const x = random(SHAPE, 1);
    const dy = random(SHAPE, 2);
    await expectOp(
      (x) => channelConcat(channelSplit(x as Tensor4D, [1, 3, 2])),
      [x],
      dy,
      { output: x, gradients: [dy] },
      0,
    );
    await expectOp(
      (x) => channelSlice(x as Tensor4D, 4, 2),
      [x],
      random([2, 3, 4, 2], 3),
      {
        output: { shape: [2, 3, 4, 2], data: x.data.filter((_, i) => i % 6 >= 4) },
        gradients: [
          mapped(x, (_, i) =>
            i % 6 < 4 ? 0 : random([2, 3, 4, 2], 3).data[Math.floor(i / 6) * 2 + (i % 6) - 4],
          ),
        ],
      },
      0,
    );
  });
  it('are filled up with zeros', async () => {
    const x = random([1, 2, 2, 2], 1);
    const dy = random([1, 2, 2, 3], 2);
    await expectOp(
      (x) => padChannels(x as Tensor4D, 3),
      [x],
      dy,
      {
        output: mapped(dy, (_, i) => (i % 3 === 2 ? 0 : x.data[Math.floor(i / 3) * 2 + (i % 3)])),
        gradients: [{ shape: x.shape, data: dy.data.filter((_, i) => i % 3 < 2) }],
      },
      0,
    );
  });
  it('are refused where they do not fit', () => {
    tidy(() => {
      const x = toTensor(random(SHAPE, 1)) as Tensor4D;
      const smaller = toTensor(random([2, 3, 3, 6], 1)) as Tensor4D;
      expect(() => channelShuffle(x, 4)).toThrow(/6 channels for 4 groups/);
      expect(() => channelSlice(x, 5, 2)).toThrow(/start 5 and count 2 for 6/);
      expect(() => channelSplit(x, [3, 2])).toThrow(/3 \+ 2 = 5 channels for 6/);
      expect(() => channelConcat([x, smaller])).toThrow(/resize/);
      expect(() => padChannels(x, 5)).toThrow(/5 channels from 6/);
    });
  });
});

describeOnBackends('broadcasts', () => {
  const GATES = [
    [2, 1, 1, 6],
    [2, 3, 4, 1],
    [1, 1, 1, 1],
    [2, 3, 4, 6],
  ];
  for (const shape of GATES) {
    it(`of [${shape}] over a map equal the loops`, async () => {
      const [x, gate, dy] = [random(SHAPE, 1), random(shape, 2), random(SHAPE, 3)];
      // Of the gate's element that belongs to an element of the map.
      const index = (i: number) => {
        const at = [Math.floor(i / 72), Math.floor(i / 24) % 3, Math.floor(i / 6) % 4, i % 6];
        return at.reduce((sum, k, axis) => sum * shape[axis] + (shape[axis] === 1 ? 0 : k), 0);
      };
      const collect = (f: (i: number) => number) => {
        const data = new Float64Array(gate.data.length);
        for (let i = 0; i < x.data.length; i++) data[index(i)] += f(i);
        return { shape, data };
      };
      await expectOp((x, gate) => gated(x as Tensor4D, gate as Tensor4D), [x, gate], dy, {
        output: mapped(x, (value, i) => value * gate.data[index(i)]),
        gradients: [
          mapped(dy, (value, i) => value * gate.data[index(i)]),
          collect((i) => dy.data[i] * x.data[i]),
        ],
      });
      await expectOp((x, offset) => addBroadcast(x as Tensor4D, offset as Tensor4D), [x, gate], dy, {
        output: mapped(x, (value, i) => value + gate.data[index(i)]),
        gradients: [dy, collect((i) => dy.data[i])],
      });
    });
  }
  it('of a bias equal the loops', async () => {
    const [x, bias, dy] = [random(SHAPE, 1), random([6], 2), random(SHAPE, 3)];
    const sums = new Float64Array(6);
    for (const [i, value] of dy.data.entries()) sums[i % 6] += value;
    await expectOp((x, bias) => addBias(x as Tensor4D, bias), [x, bias], dy, {
      output: mapped(x, (value, i) => value + bias.data[i % 6]),
      gradients: [dy, { shape: [6], data: sums }],
    });
  });
  it('are refused where they do not fit', () => {
    tidy(() => {
      const x = toTensor(random(SHAPE, 1)) as Tensor4D;
      const gate = toTensor(random([2, 3, 1, 2], 1)) as Tensor4D;
      expect(() => gated(x, gate)).toThrow(/must be 1 or the map's/);
      expect(() => addBroadcast(x, gate)).toThrow(/must be 1 or the map's/);
      expect(() => addBias(x, tensor1d([1]))).toThrow(/1 numbers for 6 channels/);
    });
  });
});

describeOnBackends('activations', () => {
  const clip = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);
  const logistic = (value: number) => 1 / (1 + Math.exp(-value));
  const kinds: [string, (x: Tensor) => Tensor, (value: number) => number, (value: number) => number][] = [
    ['relu', relu, (v) => Math.max(v, 0), (v) => (v > 0 ? 1 : 0)],
    ['relu6', relu6, (v) => clip(v, 0, 6), (v) => (v > 0 && v < 6 ? 1 : 0)],
    ['sigmoid', sigmoid, logistic, (v) => logistic(v) * (1 - logistic(v))],
    ['hardSigmoid', hardSigmoid, (v) => clip(v + 3, 0, 6) / 6, (v) => (v > -3 && v < 3 ? 1 / 6 : 0)],
    [
      'hardSwish',
      hardSwish,
      (v) => (v * clip(v + 3, 0, 6)) / 6,
      (v) => (v <= -3 ? 0 : v >= 3 ? 1 : (2 * v + 3) / 6),
    ],
  ];
  for (const [name, op, value, slope] of kinds) {
    it(`${name} and its slope are right on both sides of every kink`, async () => {
      const x = mapped(random([2, 5, 4, 6], 1), (v) => v * 8);
      const dy = random([2, 5, 4, 6], 2);
      const single = mapped(x, (v) => Math.fround(v));
      await expectOp(op, [x], dy, {
        output: mapped(single, value),
        gradients: [mapped(single, (v, i) => slope(v) * dy.data[i])],
      });
    });
  }
  it('prelu takes one slope for all channels, and sums its gradient', async () => {
    const [x, dy] = [random(SHAPE, 1), random(SHAPE, 2)];
    const alpha = { shape: [1], data: Float32Array.of(0.25) };
    await expectOp((x, alpha) => prelu(x as Tensor4D, alpha, { shared: true }), [x, alpha], dy, {
      output: mapped(x, (v) => (v > 0 ? v : v / 4)),
      gradients: [
        mapped(x, (v, i) => (v > 0 ? dy.data[i] : dy.data[i] / 4)),
        {
          shape: [1],
          data: Float64Array.of(x.data.reduce((sum, v, i) => sum + Math.min(v, 0) * dy.data[i], 0)),
        },
      ],
    });
  });
});

describeOnBackends('dropout', () => {
  const large = random([2, 8, 8, 20], 1);
  const values = (y: Tensor) => y.data() as Promise<Float32Array>;
  it('drops about its share of the numbers, and scales the rest', async () => {
    const x = toTensor({ ...large, data: large.data.map(() => 1) }) as Tensor4D;
    const y = tidy(() => dropout(x, { rate: 0.25, seed: 5 }));
    const seen = [...(await values(y))];
    expect(new Set(seen.map((value) => Math.fround(value).toFixed(4)))).toEqual(
      new Set(['0.0000', '1.3333']),
    );
    expect(seen.filter((value) => value === 0).length / seen.length).toBeGreaterThan(0.2);
    expect(seen.filter((value) => value === 0).length / seen.length).toBeLessThan(0.3);
    x.dispose();
    y.dispose();
  });
  it('drops whole channels, the same for one seed, and gives the gradient to the rest alone', async () => {
    const x = toTensor(large) as Tensor4D;
    const options = { rate: 0.5, channelwise: true, seed: 6 };
    const masks = tidy(() =>
      dropout(toTensor({ ...large, data: large.data.map(() => 1) }) as Tensor4D, options),
    );
    const mask = await values(masks);
    for (let i = 0; i < mask.length; i++) {
      const image = Math.floor(i / 1280);
      expect(mask[i]).toBe(mask[image * 1280 + (i % 20)]);
    }
    const dy = random(large.shape, 2);
    await expectOp((x) => dropout(x as Tensor4D, options), [large], dy, {
      output: mapped(large, (value, i) => value * mask[i]),
      gradients: [mapped(dy, (value, i) => value * mask[i])],
    });
    x.dispose();
    masks.dispose();
  });
  it('refuses a rate of 1', () => {
    tidy(() => {
      expect(() => dropout(toTensor(large) as Tensor4D, { rate: 1 })).toThrow(/\[0, 1\)/);
    });
  });
});
