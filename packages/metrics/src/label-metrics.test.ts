import { describe, expect, it } from 'vitest';
import { LabelMetrics } from './label-metrics.js';
import { paperCase } from './paper-case.js';
import { paperMetrics } from './paper-metrics.js';

describe('LabelMetrics', () => {
  const shape: [number, number] = [2, 4];

  it('gives for two classes what paperMetrics gives', () => {
    const cases = [
      { id: 'a', prediction: [0, 1, 1, 0, 0, 0, 0, 0], truth: [0, 1, 0, 0, 0, 0, 0, 1], shape },
      { id: 'b', prediction: [0, 0, 0, 0, 0, 0, 0, 0], truth: [0, 1, 0, 0, 0, 0, 0, 1], shape },
    ];
    for (const protocol of ['paper', 'reference'] as const) {
      const metrics = new LabelMetrics({ classes: 2, protocol });
      for (const item of cases) metrics.add(item);
      const { mean, used, classes, replaced } = metrics.result();
      const expected = paperMetrics(cases, { protocol });
      expect({ mean, used }).toEqual({ mean: expected.mean, used: expected.used });
      expect(classes[1]).toEqual(paperMetrics(cases, { protocol, label: 1 }));
      expect(replaced).toEqual(expected.replaced.map((remark) => ({ ...remark, label: 1 })));
    }
  });

  it('scores every class against the rest: the wrong class is no hit', () => {
    const metrics = new LabelMetrics({ classes: 3, protocol: 'reference' });
    // Class 1 where 2 is true: a hit for neither.
    const scores = metrics.add({
      id: 'a',
      prediction: [0, 1, 1, 0, 0, 0, 0, 0],
      truth: [0, 2, 1, 0, 0, 0, 0, 0],
      shape,
    });
    expect(scores[1]).toMatchObject({ TP: 1, FP: 1, FN: 0, TN: 6 });
    expect(scores[2]).toMatchObject({ TP: 0, FP: 0, FN: 1, TN: 7, empty: 'prediction', DSC: 0 });
    const { mean, cases, used } = metrics.result();
    expect(mean.mIoU).toBeCloseTo((1 + 1 / 2 + 0) / 3, 12);
    expect(mean.DSC).toBeCloseTo((2 / 3 + 0) / 2, 12);
    expect(cases.map(({ id, label }) => [id, label])).toEqual([
      ['a', 1],
      ['a', 2],
    ]);
    expect(used.DSC).toBe(2);
  });

  it('ignored pixels count nowhere, whatever is predicted there', () => {
    const truth = [1, 0, 255, 255, 255, 255, 255, 255];
    for (const there of [0, 1]) {
      const prediction = [1, 1, ...new Array(6).fill(there)];
      const metrics = new LabelMetrics({ classes: 2, ignore: 255, protocol: 'reference' });
      const scores = metrics.add({ id: 'a', prediction, truth, shape });
      expect(scores[1]).toMatchObject({ TP: 1, FP: 1, FN: 0, TN: 0, SPC: 0, HD: 1 });
      expect(metrics.result().mean).toEqual({ mIoU: 0.25, SEN: 1, SPC: 0, DSC: 2 / 3, HD: 1 });
      expect(metrics.result().counts.ignored).toBe(6);
    }
    const all = paperCase({ prediction: [1, 1], truth: [255, 255], shape: [1, 2] }, { ignore: 255 });
    expect(all).toMatchObject({ TP: 0, TN: 0, SPC: undefined, empty: 'both' });
  });

  it('a class that never occurs is left out of mIoU, which needs two', () => {
    const metrics = new LabelMetrics({ classes: 3 });
    metrics.add({ prediction: [0, 0, 1, 0], truth: [0, 0, 1, 0], shape: [2, 2] });
    expect(metrics.result().mean.mIoU).toBe(1);
    const empty = new LabelMetrics({ classes: 3 });
    empty.add({ prediction: [0, 0], truth: [0, 0], shape: [1, 2] });
    expect(empty.result().mean.mIoU).toBeUndefined();
    expect(empty.result().undefined[0]).toEqual({ id: null, figure: 'mIoU', reason: 'class-absent' });
  });

  it('refuses labels that are no classes, and what cannot be ignored', () => {
    expect(() => new LabelMetrics({ classes: 2, labels: [2] })).toThrow(/Class 2 does not exist/);
    expect(() => new LabelMetrics({ classes: 2, labels: [] })).toThrow(/labels: got/);
    expect(() => new LabelMetrics({ classes: 1 })).toThrow(/classes is 1/);
    const metrics = new LabelMetrics({ classes: 2 });
    expect(() => metrics.add({ prediction: [0, 1], truth: [0, 255], shape: [1, 2] })).toThrow(/255/);
    expect(metrics.result().cases).toEqual([]);
    metrics.add({ id: 'a', prediction: [0, 1], truth: [0, 1], shape: [1, 2] });
    expect(() => metrics.add({ id: 'a', prediction: [0, 1], truth: [0, 1], shape: [1, 2] })).toThrow(
      /two cases a/,
    );
    expect(metrics.result().counts.total).toBe(2);
    expect(() => paperCase({ prediction: [0], truth: [0], shape: [1, 1] }, { ignore: 0 })).toThrow(
      /ignore: got 0/,
    );
    expect(() =>
      paperCase({ prediction: [0, 0.5], truth: [0, 255], shape: [1, 2] }, { ignore: 255 }),
    ).toThrow(/prediction\[1\] is 0.5/);
  });
});
