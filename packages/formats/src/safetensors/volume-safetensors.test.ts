import { readSafetensors, writeSafetensors } from '@miniseg/checkpoints';
import { expect, test } from 'vitest';
import { fromBase64 } from '../fixtures/from-base64.js';
import { niftis } from '../fixtures/niftis.js';
import { readNifti } from '../nifti/read-nifti.js';
import { readVolumeSafetensors, writeVolumeSafetensors } from './volume-safetensors.js';

const volume = { ...readNifti(fromBase64(niftis.int16.base64)), unit: 'HU' as const };
const tensor = {
  dtype: 'F32' as const,
  shape: [2, 2],
  bytes: new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer),
};

test('A volume comes back exactly, with geometry and unit', () => {
  expect(readVolumeSafetensors(writeVolumeSafetensors(volume))).toEqual(volume);
});

test('The file is one that other programs read', () => {
  const { tensors } = readSafetensors(writeVolumeSafetensors(volume));
  expect([...tensors.keys()]).toEqual(['volume']);
  expect(tensors.get('volume')).toMatchObject({ dtype: 'I16', shape: [3, 4, 5] });
});

test("Somebody else's tensor is a volume without geometry", () => {
  const { data, shape, spacing } = readVolumeSafetensors(writeSafetensors(new Map([['x', tensor]]), {}));
  expect({ data, shape, spacing }).toEqual({
    data: Float32Array.of(1, 2, 3, 4),
    shape: [1, 2, 2],
    spacing: [1, 1, 1],
  });
});

test('Metadata that only look like geometry are not believed', () => {
  const metadata = {
    spacing: '[1,2]',
    origin: '[0,0,0]',
    direction: '[[1,0,0],[0,1,0],[0,0,1]]',
    unit: '"HU"',
  };
  const read = (changes: object) =>
    readVolumeSafetensors(writeSafetensors(new Map([['x', tensor]]), { ...metadata, ...changes })).unit;
  expect(read({})).toBe('unknown');
  expect(read({ spacing: '[1,2,-3]' })).toBe('unknown');
  expect(read({ spacing: 'none' })).toBe('unknown');
  expect(read({ spacing: '[1,2,3]' })).toBe('HU');
});

test('Several tensors need a choice', () => {
  const file = writeSafetensors(
    new Map([
      ['a', tensor],
      ['b', tensor],
    ]),
    {},
  );
  expect(() => readVolumeSafetensors(file)).toThrow(/pass \{ array: 'a' \| 'b' \}/);
  expect(() => readVolumeSafetensors(file, { array: 'c' })).toThrow(/none named 'c'/);
  expect(readVolumeSafetensors(file, { array: 'b' }).shape).toEqual([1, 2, 2]);
});

test('A file that is cut off is a FormatError', () => {
  const file = writeVolumeSafetensors(volume);
  for (const length of [4, 40, file.length - 1]) {
    expect(() => readVolumeSafetensors(file.subarray(0, length))).toThrow(
      expect.objectContaining({ name: 'FormatError', code: 'truncated' }),
    );
  }
});
