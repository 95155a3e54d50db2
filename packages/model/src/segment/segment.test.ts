import { describeOnBackends, expectClose, expectNoLeak } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { type ImageLike, miniSeg, segment, setModelMetadata } from '../index.js';

const NORMALIZATION = { mean: 0.5, std: 0.25 };
const network = () => miniSeg({ preset: 'aaai', filters: [4, 8, 12, 16], blocks: [1, 1, 1, 1], seed: 1 });
const grey = (width: number, height: number, seed = 1) => ({
  data: Uint8Array.from({ length: width * height }, (_, i) => (i * 31 * seed + (i >> 3) * 17) % 256),
  width,
  height,
});

/** Two classes: the logit of class 1 is the normalized pixel, that of class 0 is 0. */
function threshold() {
  const image = input({ shape: [null, null, 1] });
  const dense = layers.dense({ units: 2, useBias: false });
  const logits = dense.apply(image) as SymbolicTensor;
  const weight = tf.tensor2d([[0, 1]]);
  dense.setWeights([weight]);
  weight.dispose();
  return model({ inputs: image, outputs: logits });
}

describeOnBackends('segment', () => {
  it('normalizes, takes the most probable class and gives probabilities that sum to 1', async () => {
    const net = threshold();
    const slice = { data: Uint8Array.of(...new Array(256).keys()), width: 16, height: 16 };
    const result = await segment(net, slice, { normalization: NORMALIZATION });
    // (x / 255 - 0.5) / 0.25 > 0 from 128 on.
    expect([...result.mask]).toEqual([...slice.data].map((value) => (value >= 128 ? 1 : 0)));
    expect([result.width, result.height, result.classes]).toEqual([16, 16, 2]);
    const probabilities = result.probabilities as Float32Array;
    const expected = [...slice.data].map((value) => 1 / (1 + Math.exp(-(value / 255 - 0.5) / 0.25)));
    await expectClose(
      probabilities.filter((_, i) => i % 2 === 1),
      expected,
      { absolute: 1e-5 },
    );
    for (let i = 0; i < 256; i++) expect(probabilities[2 * i] + probabilities[2 * i + 1]).toBeCloseTo(1, 5);
    net.dispose();
  });

  it('gives the same for grey, RGB, RGBA, 16-bit, float and tensor pixels of one slice', async () => {
    const net = network();
    const slice = grey(20, 18);
    const repeat = (channels: number) => ({
      ...slice,
      data: Uint8ClampedArray.from({ length: slice.data.length * channels }, (_, i) =>
        i % channels === 3 ? 255 : slice.data[Math.floor(i / channels)],
      ),
    });
    const tensor = tf.tensor2d(slice.data, [18, 20], 'int32');
    const kinds: ImageLike[] = [
      slice,
      repeat(3),
      repeat(4),
      { ...slice, data: Uint16Array.from(slice.data, (value) => value * 257) },
      { ...slice, data: Float32Array.from(slice.data, (value) => value / 255) },
      { ...slice, data: [...slice.data], white: 255 },
      tensor,
    ];
    const results = await segment(net, kinds, { normalization: NORMALIZATION });
    for (const result of results) {
      await expectClose(result.probabilities as Float32Array, results[0].probabilities as Float32Array, {
        absolute: 1e-4,
      });
    }
    tensor.dispose();
    net.dispose();
  });

  it('keeps order and sizes in a batch of mixed sizes, equal to one by one', async () => {
    const net = network();
    const slices = [grey(20, 18), grey(20, 18, 2), grey(33, 17), grey(20, 18, 3)];
    const together = await segment(net, slices, { normalization: NORMALIZATION, batchSize: 2 });
    for (const [i, slice] of slices.entries()) {
      const alone = await segment(net, slice, { normalization: NORMALIZATION });
      expect([together[i].width, together[i].height]).toEqual([slice.width, slice.height]);
      await expectClose(together[i].probabilities as Float32Array, alone.probabilities as Float32Array, {
        absolute: 1e-4,
      });
    }
    net.dispose();
  });

  it('resizes to the size of the network and back', async () => {
    const net = network();
    for (const inputSize of [32, [48, 16] as [number, number]]) {
      const result = await segment(net, grey(21, 9), { normalization: NORMALIZATION, inputSize });
      expect(result.mask).toHaveLength(21 * 9);
    }
    net.dispose();
  });

  it('remembers the normalization of the model', async () => {
    const net = network();
    await expect(segment(net, grey(16, 16))).rejects.toThrow(
      /does not remember.*normalization: \{mean, std\}/,
    );
    setModelMetadata(net, { normalization: NORMALIZATION });
    const remembered = await segment(net, grey(16, 16));
    const given = await segment(net, grey(16, 16), { normalization: NORMALIZATION });
    expect(remembered).toEqual(given);
    expect(() => setModelMetadata(net, { normalization: { mean: 0, std: 0 } })).toThrow(
      /std is 0.*must be positive/,
    );
    net.dispose();
  });

  it('reports progress, leaves out probabilities when they are not wanted, and leaves no tensor behind', async () => {
    const net = network();
    const seen: string[] = [];
    await segment(net, grey(16, 16), { normalization: NORMALIZATION });
    await expectNoLeak(async () => {
      const results = await segment(net, [grey(16, 16), grey(16, 16), grey(18, 16)], {
        normalization: NORMALIZATION,
        probabilities: false,
        onProgress: ({ done, total }) => seen.push(`${done}/${total}`),
      });
      expect(results.every((result) => !('probabilities' in result))).toBe(true);
    });
    expect(seen).toEqual(['1/3', '2/3', '3/3']);
    expect(await segment(net, [], { normalization: NORMALIZATION })).toEqual([]);
    net.dispose();
  });

  it('stops between batches when it is told to, without leaving a tensor', async () => {
    const net = network();
    const controller = new AbortController();
    let done = 0;
    await expectNoLeak(async () => {
      await expect(
        segment(net, [grey(16, 16), grey(16, 16), grey(16, 16)], {
          normalization: NORMALIZATION,
          signal: controller.signal,
          onProgress: (progress) => {
            done = progress.done;
            setTimeout(() => controller.abort(new Error('enough')));
          },
        }),
      ).rejects.toThrow('enough');
    });
    expect(done).toBeLessThan(3);
    net.dispose();
  });

  it('refuses images of size 0, odd channel counts, tiny ones and unknown arrays before it runs any', async () => {
    const net = network();
    const run = (image: ImageLike) => segment(net, [grey(16, 16), image], { normalization: NORMALIZATION });
    await expectNoLeak(async () => {
      await expect(run({ data: new Uint8Array(), width: 0, height: 4 })).rejects.toThrow(
        /0 x 4 pixels.*at least 1/,
      );
      await expect(run({ data: new Uint8Array(2 * 256), width: 16, height: 16 })).rejects.toThrow(
        /2 for each.*1 \(grey\)/,
      );
      await expect(run(grey(15, 16))).rejects.toThrow(/15 x 16 pixels.*at least 16 x 16.*inputSize/);
      await expect(run({ data: new Int8Array(256), width: 16, height: 16 })).rejects.toThrow(
        /value of white/,
      );
      const batch = tf.zeros([2, 16, 16, 3]);
      await expect(run(batch)).rejects.toThrow(/\[2,16,16,3\].*array of images/);
      batch.dispose();
      await expect(
        segment(net, grey(16, 16), { normalization: { mean: Number.NaN, std: 1 } }),
      ).rejects.toThrow(/mean is NaN/);
      await expect(
        segment(net, grey(16, 16), { normalization: NORMALIZATION, batchSize: 0 }),
      ).rejects.toThrow(/batchSize is 0/);
    });
    net.dispose();
  });
});
