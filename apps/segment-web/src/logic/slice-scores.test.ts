import { expect, it } from 'vitest';
import { scoreSlice, totalScores } from './slice-scores.js';

it('any label counts as marked, and distances are in millimeters where these are known', () => {
  const prediction = Uint8Array.of(0, 2, 2, 0);
  const truth = Uint8Array.of(0, 1, 0, 0);
  const scores = scoreSlice(prediction, truth, [1, 4], [1, 0.5]);
  expect(scores).toMatchObject({
    DSC: 2 / 3,
    SEN: 1,
    SPC: 2 / 3,
    HD: 0.5,
    unit: 'mm',
    TP: 1,
    FP: 1,
    FN: 0,
    TN: 2,
  });
  expect(scoreSlice(prediction, truth, [1, 4])).toMatchObject({ HD: 1, unit: 'px' });
});

it('two empty masks have no overlap to speak of', () => {
  const none = new Uint8Array(4);
  expect(scoreSlice(none, none, [2, 2]).DSC).toBeUndefined();
  expect(scoreSlice(none, none, [2, 2]).SPC).toBe(1);
});

it('all slices together are counted, not averaged', () => {
  const truth = Uint8Array.of(1, 1, 1, 0);
  const slices = [
    scoreSlice(truth, truth, [2, 2]),
    scoreSlice(new Uint8Array(4), truth, [2, 2]),
    scoreSlice(new Uint8Array(4), new Uint8Array(4), [2, 2]),
  ];
  expect(totalScores(slices)).toMatchObject({ DSC: 2 / 3, SEN: 1 / 2, SPC: 1 });
  expect(totalScores([])).toEqual({ mIoU: undefined, DSC: undefined, SEN: undefined, SPC: undefined });
});
