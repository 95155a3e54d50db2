import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DTYPE_BYTES } from '../dtypes.js';
import { loadFixture } from '../fixtures/load-fixture.js';
import type { CheckpointTensor, TensorDtype } from '../types.js';
import { readSafetensors } from './read-safetensors.js';
import { writeSafetensors } from './write-safetensors.js';

const byte: CheckpointTensor = { dtype: 'U8', shape: [1], bytes: Uint8Array.of(9) };

const anyTensor: fc.Arbitrary<CheckpointTensor> = fc
  .record({
    dtype: fc.constantFrom(...(Object.keys(DTYPE_BYTES) as TensorDtype[])),
    shape: fc.array(fc.nat(3), { maxLength: 4 }),
  })
  .chain(({ dtype, shape }) => {
    const length = shape.reduce((a, b) => a * b, 1) * DTYPE_BYTES[dtype];
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((bytes) => ({ dtype, shape, bytes: Uint8Array.from(bytes) }));
  });

describe('writeSafetensors', () => {
  it('writes the very bytes that the safetensors library writes', async () => {
    const file = await loadFixture('dtypes.safetensors');
    const { tensors, metadata } = readSafetensors(file);
    expect(writeSafetensors(tensors, metadata)).toEqual(file);
  });

  it('gives back every tensor and all metadata, whatever their names', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(fc.string({ unit: 'grapheme' }), anyTensor), {
          selector: ([name]) => name,
          maxLength: 6,
        }),
        fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), { maxKeys: 3 }),
        (entries, metadata) => {
          const tensors = new Map(entries.filter(([name]) => name !== '__metadata__'));
          const read = readSafetensors(writeSafetensors(tensors, metadata));
          expect(read.tensors).toEqual(tensors);
          expect(Object.entries(read.metadata).sort()).toEqual(Object.entries(metadata).sort());
        },
      ),
      { numRuns: 200 },
    );
  });

  it('does not depend on the order of the map', () => {
    const one = writeSafetensors(
      new Map([
        ['b', byte],
        ['a', byte],
      ]),
      { y: '1', x: '2' },
    );
    expect(
      writeSafetensors(
        new Map([
          ['a', byte],
          ['b', byte],
        ]),
        { x: '2', y: '1' },
      ),
    ).toEqual(one);
  });

  it('begins the data at a multiple of 8, behind spaces', () => {
    const file = writeSafetensors(new Map([['name', byte]]));
    const length = Number(new DataView(file.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    expect(new TextDecoder().decode(file.subarray(8, 8 + length)).trimEnd()).toBe(
      '{"name":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}',
    );
    expect(file.length).toBe(8 + length + 1);
  });

  it.each<[string, string, CheckpointTensor]>([
    ['bytes that do not fill the shape', 'a', { ...byte, shape: [2] }],
    ['a reserved name', '__metadata__', byte],
    ['half a surrogate pair in a name', 'a\ud800', byte],
    ['a dtype it does not know', 'a', { ...byte, dtype: 'F8' as TensorDtype }],
  ])('refuses %s', (_what, name, tensor) => {
    expect(() => writeSafetensors(new Map([[name, tensor]]))).toThrow(
      expect.objectContaining({ name: 'CheckpointError', code: 'invalid-argument' }),
    );
  });

  it('refuses metadata that are no strings', () => {
    const metadata = JSON.parse('{"epoch": 3}');
    expect(() => writeSafetensors(new Map(), metadata)).toThrow(/epoch.*number.*String/);
  });
});
