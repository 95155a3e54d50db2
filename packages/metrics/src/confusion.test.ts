import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfusionCounts, confusion, type MetricsErrorCode } from './index.js';

const failing = (run: () => unknown, code: MetricsErrorCode, message: RegExp) =>
  expect(run).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));

const three = { classes: 3 };

describe('confusion counts', () => {
  it('have a row for each true class and a column for each predicted one', () => {
    const counts = confusion([0, 1, 2, 1, 0], [0, 1, 1, 1, 2], three);
    expect([...counts.matrix]).toEqual([1, 0, 0, 0, 2, 1, 1, 0, 0]);
    expect(counts.total).toBe(5);
    expect(counts.of(1)).toEqual({ tp: 2, fp: 0, fn: 1, tn: 2 });
  });

  it('leave out pixels whose truth is the ignore label, whatever was predicted there', () => {
    const counts = confusion([0, 9, 1], [0, 255, 1], { classes: 2, ignore: 255 });
    expect([...counts.matrix]).toEqual([1, 0, 0, 1]);
    expect(counts.ignored).toBe(1);
  });

  it('can ignore one of the classes', () => {
    expect([...confusion([0, 1, 1], [0, 0, 1], { classes: 2, ignore: 0 }).matrix]).toEqual([0, 0, 0, 1]);
  });

  it('take several images of several sizes at once', () => {
    const counts = confusion([new Uint8Array([0, 1]), [1]], [[0, 0], new Float32Array([1])], { classes: 2 });
    expect([...counts.matrix]).toEqual([1, 1, 0, 1]);
    failing(() => confusion([[0]], [[0], [1]], three), 'shape-mismatch', /1 predictions and 2 truths/);
  });

  it('of an empty array are zeros', () => {
    expect(confusion([], [], three).total).toBe(0);
  });

  it('are the same for merged parts as for the whole', () => {
    const pixels = fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { maxLength: 40 });
    fc.assert(
      fc.property(pixels, pixels, (first, second) => {
        const count = (part: [number, number][]) =>
          confusion(
            part.map(([p]) => p),
            part.map(([, t]) => t),
            three,
          );
        const merged = count(first).merge(count(second));
        expect(merged.toJSON()).toEqual(count([...first, ...second]).toJSON());
      }),
    );
  });

  it('stay exact far beyond 2^32 pixels', () => {
    const counts = ConfusionCounts.from({
      classes: 2,
      matrix: [2 ** 52, 2 ** 33 + 1, 2 ** 40 + 3, 2 ** 32 + 7],
    });
    counts.add([1, 1, 0], [1, 1, 1]).merge(ConfusionCounts.from({ classes: 2, matrix: [1, 0, 0, 2 ** 32] }));
    expect([...counts.matrix]).toEqual([2 ** 52 + 1, 2 ** 33 + 1, 2 ** 40 + 4, 2 ** 33 + 9]);
    expect(counts.of(1)).toEqual({ tp: 2 ** 33 + 9, fp: 2 ** 33 + 1, fn: 2 ** 40 + 4, tn: 2 ** 52 + 1 });
  });

  it('refuse to grow beyond what float64 counts exactly', () => {
    const full = ConfusionCounts.from({ classes: 2, matrix: [Number.MAX_SAFE_INTEGER, 0, 0, 0] });
    failing(() => full.add([0], [0]), 'overflow', /exact/);
    expect(full.matrix[0]).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('survive JSON and messages between threads', () => {
    const counts = confusion([0, 1, 1], [0, 1, 255], { classes: 2, ignore: 255 });
    const copy = ConfusionCounts.from(JSON.parse(JSON.stringify(counts)));
    expect(copy.toJSON()).toEqual(counts.toJSON());
    expect(copy.merge(counts).total).toBe(4);
  });

  it('refuse labels out of range, naming value, index, rule and cure, and count nothing', () => {
    const counts = new ConfusionCounts({ classes: 2 });
    failing(() => counts.add([0, 1], [0, 255]), 'label-range', /truth\[1\] is 255.*0 to 1.*ignore: 255/);
    failing(() => counts.add([0, -1], [0, 1]), 'label-range', /prediction\[1\] is -1/);
    failing(() => counts.of(2), 'label-range', /0 to 1/);
    expect(counts.total).toBe(0);
  });

  it('refuse arrays of different lengths', () => {
    failing(() => confusion([0, 1], [0], { classes: 2 }), 'shape-mismatch', /2 pixels, the truth 1/);
  });

  it('refuse options that make no sense', () => {
    for (const classes of [1, 0, 2.5, Number.NaN]) {
      failing(() => new ConfusionCounts({ classes }), 'invalid-argument', /classes is/);
    }
    failing(() => new ConfusionCounts({ classes: 2, ignore: 0.5 }), 'invalid-argument', /ignore is 0.5/);
    failing(
      () => new ConfusionCounts({ classes: 2 }).merge(new ConfusionCounts(three)),
      'invalid-argument',
      /same options/,
    );
    failing(
      () => ConfusionCounts.from({ classes: 2, matrix: [1, 2, 3] }),
      'invalid-argument',
      /3 entries.*need 4/,
    );
    failing(
      () => ConfusionCounts.from({ classes: 2, matrix: [1, 2, 3, -1] }),
      'invalid-argument',
      /holds -1/,
    );
  });
});
