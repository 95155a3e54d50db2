import { expect, it } from 'vitest';
import { dragWindow, windowPresets } from './window-level.js';

it("presets are radiology's where values are Hounsfield units, and the network's own comes first", () => {
  const names = (range: [number, number]) =>
    windowPresets({ hounsfield: true, range }).map(({ name }) => name);
  expect(names([-1350, 150])).toEqual(['Lung', 'Soft tissue', 'Bone']);
  expect(names([-1000, 0])).toEqual(['As the network sees', 'Lung', 'Soft tissue', 'Bone']);
  expect(windowPresets({ hounsfield: false, range: [0, 255] })).toEqual([
    { name: 'As the network sees', range: [0, 255] },
  ]);
});

it('to the right widens around the center, downwards raises the center', () => {
  expect(dragWindow([0, 100], { x: 0.5, y: 0 }, 200)).toEqual([-50, 150]);
  expect(dragWindow([0, 100], { x: 0, y: 0.1 }, 200)).toEqual([20, 120]);
});

it('the window never closes', () => {
  const [low, high] = dragWindow([0, 100], { x: -50, y: 0 }, 200);
  expect(high - low).toBeCloseTo(0.2);
});
