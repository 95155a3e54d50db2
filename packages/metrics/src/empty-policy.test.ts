import { describe, expect, it } from 'vitest';
import {
  averageSurfaceDistance,
  averageSymmetricSurfaceDistance,
  type EmptyPolicy,
  hausdorff,
  maskDistances,
  surfaceDice,
} from './index.js';

describe('empty masks', () => {
  const none = [0, 0, 0, 0, 0];
  const some = [0, 1, 0, 0, 0];
  const shape = [1, 5] as const;
  const all = (prediction: number[], truth: number[], empty?: EmptyPolicy) => {
    const distances = maskDistances(prediction, truth, { shape });
    return [
      hausdorff(distances, { empty }),
      averageSurfaceDistance(distances, { empty }),
      averageSymmetricSurfaceDistance(distances, { empty }),
      surfaceDice(distances, { tolerance: 1, empty }),
    ];
  };
  const values = (...input: Parameters<typeof all>) => all(...input).map(({ value }) => value);

  it('leave a figure undefined by default, with the reason', () => {
    for (const [prediction, truth, reason] of [
      [none, none, 'both-empty'],
      [none, some, 'prediction-empty'],
      [some, none, 'truth-empty'],
    ] as const) {
      for (const figure of all([...prediction], [...truth]))
        expect(figure).toMatchObject({ value: undefined, reason });
    }
  });

  it('are perfect together and the worst possible alone when penalized', () => {
    expect(values(none, none, 'penalize')).toEqual([0, 0, 0, 1]);
    expect(values(none, some, 'penalize')).toEqual([4, 4, 4, 0]);
    expect(values(some, none, 'penalize')).toEqual([4, 4, 4, 0]);
    expect(all(none, some, 'penalize')[0]).toEqual({ value: 4, unit: 'px', reason: 'prediction-empty' });
  });

  it('score 0 for an empty prediction under the reference policy', () => {
    expect(values(none, none, 'reference')).toEqual([0, 0, 0, 0]);
    expect(values(none, some, 'reference')).toEqual([0, 0, 0, 0]);
    expect(values(some, none, 'reference')).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('throw when asked to', () => {
    expect(() => all(none, some, 'error')).toThrow(
      expect.objectContaining({
        code: 'empty-mask',
        message: expect.stringMatching(/the prediction has no foreground/),
      }),
    );
    expect(() => all(none, none, 'error')).toThrow(/both masks have no foreground/);
  });

  it('follow rules of your own', () => {
    const rules: EmptyPolicy = { both: 'best', prediction: 99, truth: 'error' };
    expect(values(none, none, rules)).toEqual([0, 0, 0, 1]);
    expect(values(none, some, rules)).toEqual([99, 99, 99, 99]);
    expect(() => all(some, none, rules)).toThrow(expect.objectContaining({ code: 'empty-mask' }));
  });

  it('refuse a policy that does not exist, and NaN and Infinity as values', () => {
    for (const empty of ['zero', { both: Number.NaN }, { both: Number.POSITIVE_INFINITY }]) {
      expect(() => all(none, none, empty as EmptyPolicy)).toThrow(
        expect.objectContaining({ code: 'invalid-argument' }),
      );
    }
  });
});
