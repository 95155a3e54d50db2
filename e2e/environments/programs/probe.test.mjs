import { readFileSync, writeFileSync } from 'node:fs';
import { probe } from './probe.mjs';

test('the packages answer in an ES module', async () => {
  const answer = await probe(readFileSync('scan.txt', 'utf8'));
  writeFileSync('jest-answer.json', JSON.stringify(answer));
  expect(answer.png).toEqual([7, 200]);
}, 60_000);
