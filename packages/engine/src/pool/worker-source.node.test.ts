import { expect, it } from 'vitest';
import { freeNames } from '../../../threads/test/free-names.js';
import { LANE_TOOLS } from './lane.js';
import { laneMain } from './lane-main.js';

it.each(Object.entries({ laneMain, ...LANE_TOOLS }))(
  '%s uses nothing from outside of itself',
  (_name, of) => {
    expect(freeNames(of)).toEqual([]);
  },
);
