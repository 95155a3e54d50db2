import { decodePng } from '@miniseg/formats';
import { readShared, SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DatasetStatistics } from './dataset-statistics.js';

const bytes = fc.uint8Array({ minLength: 1, maxLength: 60 });

describe('DatasetStatistics', () => {
  it('averages per-image means and deviations, and also joins all pixels exactly', () => {
    fc.assert(
      fc.property(fc.array(bytes, { minLength: 1, maxLength: 6 }), (images) => {
        const statistics = new DatasetStatistics(1);
        for (const image of images) statistics.add(image);
        const { mean, pixelMean, pixelStd } = statistics.result();
        const means = images.map((image) => image.reduce((a, b) => a + b, 0) / image.length);
        expect(mean).toBeCloseTo(means.reduce((a, b) => a + b, 0) / means.length, 8);
        const all = images.flatMap((image) => [...image]);
        const total = all.reduce((a, b) => a + b, 0) / all.length;
        expect(pixelMean).toBeCloseTo(total, 8);
        const variance = all.reduce((a, b) => a + (b - total) ** 2, 0) / all.length;
        expect(pixelStd).toBeCloseTo(Math.sqrt(variance), 6);
      }),
    );
  });

  it('counts the classes and keeps ignored pixels apart', () => {
    const statistics = new DatasetStatistics();
    statistics.add(new Uint8Array(4), Uint8Array.of(0, 0, 1, 255));
    statistics.add(new Uint8Array(4), Uint8Array.of(0, 2, 255, 255));
    const { classPixels, classShares, ignored } = statistics.result();
    expect(classPixels).toEqual([3, 1, 1]);
    expect(classShares).toEqual([0.6, 0.2, 0.2]);
    expect(ignored).toBe(3);
  });

  it('pixels that are no finite numbers count nowhere', () => {
    const finite = fc.float({ noNaN: true, min: -2000, max: 3000 });
    const other = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
    const image = fc.array(fc.oneof({ weight: 5, arbitrary: finite }, other), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(fc.array(image, { minLength: 1, maxLength: 5 }), (images) => {
        const [holed, clean] = [new DatasetStatistics(), new DatasetStatistics()];
        for (const values of images) {
          const numbers = values.filter(Number.isFinite);
          if (numbers.length === 0) {
            expect(() => holed.add(Float32Array.from(values))).toThrow(
              /none of \d+ pixels is a finite number/,
            );
            continue;
          }
          holed.add(Float32Array.from(values));
          clean.add(Float32Array.from(numbers));
        }
        if (images.some((values) => values.some(Number.isFinite)))
          expect(holed.result()).toEqual(clean.result());
      }),
    );
  });

  it('refuses to answer without images', () => {
    expect(() => new DatasetStatistics().result()).toThrow(/no image was added/);
    expect(() => new DatasetStatistics().add(new Uint8Array(0))).toThrow(/no pixels/);
  });

  it.skipIf(!sharedAvailable)(
    `reproduces the published statistics of the CT100 folds (${SHARED_HINT})`,
    async () => {
      const folds = JSON.parse(new TextDecoder().decode(await readShared('data/ct100/folds.json')));
      const lists = Object.entries<string[]>(folds.val);
      const images = new Map<string, Uint8Array | Uint16Array>();
      for (const id of lists.flatMap(([, ids]) => ids)) {
        images.set(id, decodePng(await readShared(`data/ct100/images/tr_im_${id}.png`)).data);
      }
      for (const [fold] of lists) {
        const statistics = new DatasetStatistics();
        const training = lists.filter(([other]) => other !== fold).flatMap(([, ids]) => ids);
        for (const id of training) statistics.add(images.get(id)!);
        const result = statistics.result();
        const published = folds.train_stats[fold];
        expect(result.images).toBe(published.n_train);
        expect(Math.abs(result.mean - published.mean)).toBeLessThan(1e-9);
        expect(Math.abs(result.std - published.std)).toBeLessThan(1e-9);
      }
    },
  );
});
