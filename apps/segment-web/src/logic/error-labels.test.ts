import { expect, it } from 'vitest';
import { errorLabels } from './error-labels.js';

it('tells found, too much and missed apart', () => {
  expect([...errorLabels(Uint8Array.of(0, 1, 2, 0), Uint8Array.of(0, 1, 0, 3))]).toEqual([0, 1, 2, 3]);
});
