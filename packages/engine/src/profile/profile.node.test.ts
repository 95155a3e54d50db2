import { describe, expect, it } from 'vitest';
import { numbers } from '../../test/random-program.js';
import { small } from '../../test/small-program.js';
import { Engine, type Program, type StepProfile } from '../index.js';
import { enableRelaxedSimd } from '../node/index.js';

/** Work that is easy to count: a dense 3x3, a depthwise 3x3 and a head. */
const program: Program = {
  nodes: [
    { op: 'input', channels: 1 },
    { op: 'conv', inputs: [0], size: 3, strides: 2, channels: 16, filter: numbers(144, 1) },
    {
      op: 'depthwise',
      input: 1,
      strides: 1,
      channels: 16,
      kernels: [{ size: 3, dilation: 1, filter: numbers(144, 2) }],
    },
    { op: 'conv', inputs: [2], size: 1, strides: 1, channels: 2, filter: numbers(32, 3) },
  ],
  output: 3,
};

const sum = (steps: readonly StepProfile[], of: 'milliseconds' | 'multiplyAdds') =>
  steps.reduce((total, step) => total + step[of], 0);

describe('Engine.profile', () => {
  it('names every step, and counts its multiply-adds and bytes', async () => {
    const engine = await Engine.create(program, { threads: 1 });
    const { steps, multiplyAdds, height, width, threads } = engine.profile({ height: 128, width: 96 });
    engine.dispose();
    const half = 64 * 48;
    expect({ height, width, threads }).toEqual({ height: 128, width: 96, threads: 1 });
    expect(steps.map(({ name, op, kernel, value }) => [name, op, kernel, value])).toEqual([
      ['1 conv 3x3 64x48x16', 'conv', 'convolve', 1],
      ['2 depthwise 64x48x16', 'depthwise', 'depthwise', 2],
      ['3 conv 1x1 64x48x2', 'conv', 'convolve', 3],
      ['mask 128x96', 'classify', 'classify', undefined],
    ]);
    expect(steps.map((step) => step.multiplyAdds)).toEqual([half * 9 * 16, half * 9 * 16, half * 16 * 2, 0]);
    expect(multiplyAdds).toBe(sum(steps, 'multiplyAdds'));
    expect(steps.map(({ bytes }) => bytes)).toEqual([
      4 * (128 * 96 + half * 16 + 144),
      4 * (2 * half * 16 + 144),
      4 * (half * 16 + half * 4 + 32),
      4 * half * 4 + 128 * 96,
    ]);
  });

  it.each([
    ['on one thread', { threads: 1 }],
    ['on two', { threads: 2 }],
    ['in strips', { threads: 1, maxMemory: 2 ** 20 }],
  ])('times of steps add up to that of the whole, and stay below the peak: %s', async (_, options) => {
    enableRelaxedSimd();
    const engine = await Engine.create(small(), options);
    const { steps, milliseconds, peak, ofPeak, wide } = engine.profile(
      { height: 256, width: 256 },
      { rounds: 8 },
    );
    engine.dispose();
    expect(wide).toBe(engine.wide);
    // 1e8 is a tenth of what a slow core does.
    expect(peak).toBeGreaterThan(1e8);
    for (const step of steps) {
      expect(step.milliseconds).toBeGreaterThan(0);
      expect(step.ofPeak).toBeLessThan(1.5);
      expect(step.ofPeak > 0).toBe(step.multiplyAdds > 0);
    }
    expect(ofPeak).toBeLessThan(1.2);
    const all = sum(steps, 'milliseconds');
    expect(all).toBeLessThanOrEqual(milliseconds);
    // The rest is the image on its way in and the mask on its way out.
    expect(all).toBeGreaterThan(milliseconds / 20);
  });

  it('leaves the engine as it was', async () => {
    const engine = await Engine.create(program, { threads: 1 });
    const input = numbers(64 * 64, 4);
    const size = { height: 64, width: 64 };
    const before = engine.logits(input, size);
    engine.profile({ height: 96, width: 96 }, { rounds: 1 });
    expect(engine.logits(input, size)).toEqual(before);
    engine.dispose();
  });

  it('refuses sizes and options that are none', async () => {
    const engine = await Engine.create(program, { threads: 1 });
    expect(() => engine.profile({ height: 8, width: 64 })).toThrow(/at least 16 x 16/);
    expect(() => engine.profile({ height: 64, width: 64 }, { rounds: 0 })).toThrow(
      /rounds: got 0; it is a whole/,
    );
    expect(() => engine.profile({ height: 64, width: 64 }, { round: 3 } as never)).toThrow(/round.*rounds/);
    engine.dispose();
  });
});
