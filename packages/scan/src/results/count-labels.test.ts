import { expect, it } from 'vitest';
import { countLabels } from './count-labels.js';

function oneByOne(labels: Uint8Array): number[] {
  const counts = new Array(256).fill(0);
  for (const label of labels) counts[label]++;
  return counts;
}

it('is what counting one by one gives, wherever the labels begin and end in memory', () => {
  const memory = new Uint8Array(300);
  for (const [index, label] of [1, 255, 128, 7, 1, 1, 2, 64, 255, 3, 1, 9, 0, 5, 6, 1, 200, 2].entries())
    memory[index * (index + 1)] = label;
  for (let from = 0; from < 40; from++) {
    for (const to of [from, from + 1, from + 3, from + 17, from + 70, 293, 300]) {
      const labels = memory.subarray(from, to);
      expect([...countLabels(labels)]).toEqual(oneByOne(labels));
    }
  }
});

it('counts a scan without background, and one without marks', () => {
  expect([...countLabels(new Uint8Array(1000).fill(2))]).toEqual(oneByOne(new Uint8Array(1000).fill(2)));
  expect(countLabels(new Uint8Array(1000))[0]).toBe(1000);
});
