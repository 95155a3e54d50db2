import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bruteForceBoundary, bruteForceDistances } from './fixtures/brute-force.js';
import { draw, randomMasks } from './fixtures/masks.js';
import { type Connectivity, type MaskDistancesOptions, maskDistances } from './index.js';

const connectivities: Record<number, Connectivity[]> = { 2: [4, 8], 3: [6, 18, 26] };

describe('the distances between two masks', () => {
  it('agree with brute force, on boundaries of any connectivity and on regions', () => {
    fc.assert(
      fc.property(randomMasks, fc.nat(3), ({ a, b, shape, spacing }, kind) => {
        const dimensions = shape.length;
        const reach = kind % (dimensions + 1);
        const sites = (mask: Uint8Array) => (reach === 0 ? mask : bruteForceBoundary(mask, shape, reach));
        const result = maskDistances(a, b, {
          shape,
          spacing,
          ...(reach === 0 ? { on: 'region' } : { connectivity: connectivities[dimensions][reach - 1] }),
        });
        const [p, t] = [sites(a), sites(b)];
        const directed = (from: Uint8Array, to: Uint8Array) =>
          bruteForceDistances(to, 1, { shape, spacing }).filter((_, i) => from[i] === 1);
        for (const [actual, expected] of [
          [result.toTruth, directed(p, t)],
          [result.toPrediction, directed(t, p)],
        ] as const) {
          expect(actual.length).toBe(expected.length);
          actual.forEach((value, i) => {
            expect(value).toBeCloseTo(expected[i], 10);
          });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are the same whether few pixels look along lines or many use the whole transform', () => {
    // A checkerboard has a boundary pixel in every second place: enough for the lower envelopes of the last axis.
    const size = 64;
    const board = Uint8Array.from({ length: size * size }, (_, i) => (Math.floor(i / size) + i) % 2);
    const corner = new Uint8Array(size * size);
    corner[size * size - 1] = 1;
    const { toTruth, toPrediction } = maskDistances(board, corner, {
      shape: [size, size],
      spacing: [1, 0.5],
    });
    const expected = bruteForceDistances(corner, 1, { shape: [size, size], spacing: [1, 0.5] });
    const ofBoard = expected.filter((_, i) => board[i] === 1);
    toTruth.forEach((value, i) => {
      expect(value).toBeCloseTo(ofBoard[i], 10);
    });
    expect([...toPrediction]).toEqual([0.5]);
  });

  it('carry unit, emptiness and the diagonal of the image', () => {
    const { data, shape } = draw(['#...', '....', '....', '....']);
    const none = new Uint8Array(16);
    expect(maskDistances(data, data, { shape })).toMatchObject({ unit: 'px', empty: 'none', on: 'boundary' });
    const empty = maskDistances(none, data, { shape, spacing: [3, 4] });
    expect(empty).toMatchObject({ unit: 'mm', empty: 'prediction', diagonal: 15 });
    expect(empty.toTruth.length + empty.toPrediction.length).toBe(0);
    expect(maskDistances(data, none, { shape }).empty).toBe('truth');
    expect(maskDistances(none, none, { shape }).empty).toBe('both');
  });

  it('take a boundary for foreground beside background or at the border of the image', () => {
    const { data, shape } = draw(['.#####', '.#####', '.#####', '......']);
    const result = maskDistances(data, data, { shape });
    // All of the upper row, all of the row above the background, two of the row between.
    expect(result.toTruth.length).toBe(5 + 5 + 2);
  });

  it('measure one label among many, and masks of 0 and 255', () => {
    const labels = [1, 0, 2, 2];
    const shape = [1, 4] as const;
    expect([...maskDistances(labels, [0, 0, 0, 2], { shape, label: 2 }).toTruth]).toEqual([1, 0]);
    expect([...maskDistances([255, 0, 0, 0], [0, 0, 1, 0], { shape }).toTruth]).toEqual([2]);
  });

  it('refuse masks and options that do not fit', () => {
    const run =
      (options: Partial<MaskDistancesOptions>, truth = [0, 1]) =>
      () =>
        maskDistances([1, 0], truth, { shape: [1, 2], ...options });
    expect(run({}, [0, 1, 1])).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
    expect(run({ shape: [2, 2] })).toThrow(/The prediction has 2 pixels, a shape of 2 x 2 has 4/);
    expect(run({}, [2, 1])).toThrow(/truth holds 2 and, at index 1, 1.*label/);
    expect(run({ connectivity: 6 })).toThrow(/In 2-D it must be 4 or 8/);
    expect(run({ shape: [1, 1, 2], connectivity: 8 })).toThrow(/In 3-D it must be 6, 18 or 26/);
    expect(run({ on: 'edge' as 'region' })).toThrow(/on is edge/);
  });
});
