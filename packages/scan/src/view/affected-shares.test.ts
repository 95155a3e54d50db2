import { chestPhantom } from '@miniseg/data';
import { expect, it } from 'vitest';
import { affectedShares } from './affected-shares.js';

const { volume, masks } = chestPhantom({
  seed: 3,
  size: 96,
  slices: 6,
  lesions: { groundGlass: 8, consolidation: 0, effusion: 0, extent: 1.5 },
});
const sum = (mask: Uint8Array) => mask.reduce((total, value) => total + value, 0);

it("shares are near those of the phantom's true masks", () => {
  const { bodyShare = 0, lungShare = 0, notes } = affectedShares(volume, masks.infection);
  expect(sum(masks.infection)).toBeGreaterThan(300);
  expect(bodyShare / (sum(masks.infection) / sum(masks.body))).toBeCloseTo(1, 1);
  expect(lungShare / (sum(masks.infection) / sum(masks.lung))).toBeGreaterThan(0.85);
  expect(lungShare / (sum(masks.infection) / sum(masks.lung))).toBeLessThan(1.2);
  expect(notes).toEqual([]);
});

it('thinning out rows and columns of a large volume changes them little', () => {
  const whole = affectedShares(volume, masks.infection);
  const thinned = affectedShares(volume, masks.infection, volume.data.length / 4);
  expect(thinned).not.toEqual(whole);
  for (const key of ['bodyShare', 'lungShare'] as const) {
    expect((thinned[key] as number) / (whole[key] as number)).toBeCloseTo(1, 0.8);
  }
});

it('nothing marked is a share of 0, and everything is all of it', () => {
  const none = new Uint8Array(volume.data.length);
  expect(affectedShares(volume, none)).toEqual({ bodyShare: 0, lungShare: 0, notes: [] });
  expect(affectedShares(volume, none.fill(1))).toEqual({
    bodyShare: 1,
    lungShare: 1,
    notes: [expect.stringMatching(/% of the marked voxels lie outside of the body/)],
  });
});

it('where there is no body or no lung, the reason stands for the share', () => {
  const shape: [number, number, number] = [1, 8, 8];
  const marks = new Uint8Array(64).fill(1);
  const of = (value: number) => affectedShares({ data: new Int16Array(64).fill(value), shape }, marks);
  expect(of(-1000)).toEqual({ notes: [expect.stringMatching(/No body was found/)] });
  expect(of(50)).toEqual({ bodyShare: 1, notes: [expect.stringMatching(/No lungs were found/)] });
});

it('a scan with hardly any lung, as of the abdomen, gets no share of it', () => {
  // What is lung is filled, but for a corner of it.
  const data = Int16Array.from(volume.data);
  let kept = 0;
  for (let index = 0; index < data.length; index++) {
    if (masks.lung[index] === 1 && kept++ > 0.02 * sum(masks.body)) data[index] = 40;
  }
  const { lungShare, bodyShare, notes } = affectedShares({ ...volume, data }, masks.infection);
  expect([lungShare, bodyShare]).toEqual([undefined, expect.any(Number)]);
  expect(notes).toContainEqual(expect.stringMatching(/hardly any lung \(.* %.*no share of it/));
});
