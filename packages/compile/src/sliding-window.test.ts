import type { PixelImage } from '@miniseg/model';
import { miniSeg } from '@miniseg/model';
import { describeOnBackends } from '@miniseg/testkit';
import { expect, it } from 'vitest';
import {
  CompileError,
  compile,
  type Predictor,
  type SlicePredictor,
  segmentAll,
  segmentSlidingWindow,
} from './index.js';

const normalization = { mean: 0.4, std: 0.2 };
const image = (width: number, height: number) => ({
  data: Uint8Array.from({ length: width * height }, (_, i) => (i * 7919 + (i >> 7)) % 256),
  width,
  height,
});
const refusal = (error: unknown) => CompileError.isInstance(error) && error.code === 'invalid-argument';

/** A "network" that sees one pixel at a time, and remembers the sizes of its images. */
function pixelwise(probability: (value: number, x: number, width: number) => number) {
  const seen: string[] = [];
  const predictor: SlicePredictor = {
    segment: (async ({ data, width, height }: PixelImage) => {
      seen.push(`${width}x${height}`);
      const pixels = Array.from(data, (value, i) => probability(value, i % width, width));
      return {
        ...{ width, height, classes: 2 },
        mask: Uint8Array.from(pixels, (p) => Number(p > 0.5)),
        probabilities: Float32Array.from(pixels.flatMap((p) => [1 - p, p])),
      };
    }) as unknown as Predictor['segment'],
  };
  return { predictor: predictor, seen };
}

describeOnBackends(
  'segmentSlidingWindow',
  () => {
    it('changes nothing where the result does not depend on what is around a pixel', async () => {
      for (const [width, height] of [
        [100, 77],
        [65, 64],
        [64, 200],
        [30, 150],
      ]) {
        const { predictor, seen } = pixelwise((value) => value / 255);
        const x = image(width, height);
        const { mask, probabilities } = await segmentSlidingWindow(predictor, x, {
          slidingWindow: { size: 64 },
        });
        expect(new Set(seen)).toEqual(new Set([`${Math.min(64, width)}x${Math.min(64, height)}`]));
        expect(mask).toEqual(x.data.map((value) => Number(value / 255 > 0.5)));
        for (const [i, value] of x.data.entries()) {
          expect(probabilities?.[2 * i + 1]).toBeCloseTo(value / 255, 5);
        }
      }
    });

    it('weighs parts by a Gaussian of an eighth of their side', async () => {
      // What a part says of a pixel is the pixel's place in the part.
      const { predictor } = pixelwise((_, x, width) => x / width);
      const slidingWindow = { size: [16, 32] as [number, number], overlap: 0.5 };
      const { probabilities } = await segmentSlidingWindow(predictor, image(48, 16), { slidingWindow });
      const weight = (x: number) => Math.exp(-(((x - 15.5) / 4) ** 2) / 2);
      const expected = (x: number) => {
        const inside = [x, x - 16].filter((place) => place >= 0 && place < 32);
        const total = inside.reduce((sum, place) => sum + weight(place), 0);
        return inside.reduce((sum, place) => sum + (weight(place) * place) / 32, 0) / total;
      };
      for (let x = 0; x < 48; x++) expect(probabilities?.[2 * x + 1]).toBeCloseTo(expected(x), 5);
    });

    it('a slice that fits is segmented in one piece', async () => {
      const { predictor, seen } = pixelwise((value) => value / 255);
      await segmentSlidingWindow(predictor, image(60, 64), { slidingWindow: { size: 64 } });
      expect(seen).toEqual(['60x64']);
    });

    it('gives the same bytes on one thread and on workers, alone and in a series', async () => {
      const model = miniSeg({ preset: 'aaai', seed: 3 });
      const slidingWindow = { size: 32, overlap: 0.25 };
      const x = image(70, 50);
      const results = [];
      for (const options of [{ threads: 1 }, { workers: 2 }]) {
        const predictor = await compile(model, { target: 'wasm', ...options });
        const one = await segmentSlidingWindow(predictor, x, { slidingWindow, normalization });
        results.push(one);
        for await (const result of segmentAll(predictor, [x, x], { slidingWindow, normalization })) {
          expect(result).toEqual({ status: 'fulfilled', value: one });
        }
        const bare = await segmentSlidingWindow(predictor, x, {
          slidingWindow,
          normalization,
          probabilities: false,
        });
        expect([bare.mask, bare.probabilities]).toEqual([one.mask, undefined]);
        predictor.dispose();
      }
      expect(results[0]).toEqual(results[1]);
      model.dispose();
    });

    it('refuses impossible windows', async () => {
      const { predictor } = pixelwise(() => 0);
      const run = (slidingWindow: { size: number; overlap?: number }, more = {}) =>
        segmentSlidingWindow(predictor, image(100, 100), { slidingWindow, ...more });
      for (const slidingWindow of [
        { size: 8 },
        { size: 32.5 },
        { size: 32, overlap: 1 },
        { size: 32, overlap: Number.NaN },
      ]) {
        await expect(run(slidingWindow)).rejects.toSatisfy(refusal);
      }
      await expect(run({ size: 32 }, { inputSize: 64 })).rejects.toSatisfy(refusal);
    });
  },
  { only: ['cpu', 'webgl'] },
);
