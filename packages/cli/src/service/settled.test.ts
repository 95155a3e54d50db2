import { expect, it } from 'vitest';
import { SettledStudies } from './settled.js';

const study = (name: string, fingerprint: string) => ({ name, fingerprint, path: name, files: 1 });
const names = (studies: { name: string }[]) => studies.map(({ name }) => name);

it('takes a study once it has been the same for long enough', () => {
  const settled = new SettledStudies(10);
  expect(settled.of([study('a', '1')], 0)).toEqual([]);
  expect(settled.of([study('a', '1'), study('b', '1')], 9)).toEqual([]);
  expect(names(settled.of([study('a', '1'), study('b', '1')], 10))).toEqual(['a']);
  // A file came: it begins anew.
  expect(names(settled.of([study('a', '2'), study('b', '1')], 19))).toEqual(['b']);
  expect(names(settled.of([study('a', '2')], 29))).toEqual(['a']);
});

it('begins anew for a study that was gone', () => {
  const settled = new SettledStudies(10);
  settled.of([study('a', '1')], 0);
  settled.of([], 5);
  expect(settled.of([study('a', '1')], 11)).toEqual([]);
});
