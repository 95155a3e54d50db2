import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { siblingNameFault } from './index.js';

const HOSTILE = [
  '',
  '.',
  '..',
  '../secret',
  'a/../../secret',
  '..\\secret',
  '/etc/passwd',
  '\\\\server\\share',
  'C:\\secret',
  'c:secret',
  'file:///etc/passwd',
  'weights.bin:stream',
  '%2e%2e/secret',
  '%2e%2e%2fsecret',
  '..%2fsecret',
  '..%5Csecret',
  '%252e%252e%252fsecret',
  'weights%00.bin',
  'weights\u0000.bin',
  'weights\n.bin',
  'nul',
  'NUL.bin',
  'com1',
  'COM¹.bin',
  'LPT9.weights.bin',
  'con',
  'CONIN$',
  'aux.txt',
  'weights.bin.',
  'weights.bin ',
  'a//b',
  './weights.bin',
];
const HARMLESS = [
  'weights.bin',
  'group1-shard1of2.bin',
  'group1-shard10of20.bin',
  'größe.bin',
  'a%20b.bin',
  '100%.bin',
  'null.bin',
  'com10.bin',
  'console.bin',
  '..weights.bin',
  'x'.repeat(255),
];

it.each(HOSTILE)('%j is not followed, beside or below', (name) => {
  expect(siblingNameFault(name)).toEqual(expect.any(String));
  expect(siblingNameFault(name, { below: true })).toEqual(expect.any(String));
});

it.each(HARMLESS)('%j is a plain name', (name) => {
  expect(siblingNameFault(name)).toBeUndefined();
});

it('a folder below is allowed where it is asked for, and what is no text never', () => {
  expect(siblingNameFault('masks/a.png')).toMatch(/another folder/);
  expect(siblingNameFault('masks/a.png', { below: true })).toBeUndefined();
  expect(siblingNameFault('x'.repeat(256))).toMatch(/longer than 255 bytes/);
  for (const value of [undefined, null, 7, {}, ['weights.bin']])
    expect(siblingNameFault(value)).toMatch(/no name/);
});

it('however a way up is encoded and hidden among others, it is found', () => {
  const encodings = ['..', '%2e.', '%2E%2e', '%252e%252e', '%25252e.'];
  const slashes = ['/', '\\', '%2f', '%5c', '%252F'];
  const step = fc.constantFrom('a', 'b.bin', '...x', 'weights');
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 3 }),
      fc.constantFrom(...encodings),
      fc.array(step, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(...slashes),
      (before, up, after, slash) => {
        const name = [...before, up, ...after].join(slash);
        expect(siblingNameFault(name, { below: true })).toEqual(expect.any(String));
      },
    ),
  );
});
