import { describe, expect, it } from 'vitest';
import { bytesOf, uint64 } from '../fixtures/build.js';
import { readSafetensors } from './read-safetensors.js';

/** A file around a header as it stands. */
function file(header: string, data: Uint8Array = new Uint8Array(0), headerBytes = BigInt(header.length)) {
  return bytesOf(uint64(headerBytes), header, data);
}

const entry = (from: number, to: number, dtype = 'U8', shape = `[${to - from}]`) =>
  `{"dtype":"${dtype}","shape":${shape},"data_offsets":[${from},${to}]}`;

describe('readSafetensors', () => {
  it('gives tensors in the order of their data, whatever the order of the header', () => {
    const { tensors } = readSafetensors(
      file(`{"b":${entry(2, 3)},"a":${entry(0, 2)}}`, Uint8Array.of(1, 2, 3)),
    );
    expect([...tensors]).toEqual([
      ['a', { dtype: 'U8', shape: [2], bytes: Uint8Array.of(1, 2) }],
      ['b', { dtype: 'U8', shape: [1], bytes: Uint8Array.of(3) }],
    ]);
  });

  it('reads scalars, empty tensors, a padded header and a file without tensors', () => {
    const { tensors } = readSafetensors(
      file(
        `{"s":${entry(0, 1, 'BOOL', '[]')},"e":${entry(1, 1, 'F32', '[0,9007199254740991]')}}  `,
        Uint8Array.of(1),
      ),
    );
    expect(tensors.get('s')).toEqual({ dtype: 'BOOL', shape: [], bytes: Uint8Array.of(1) });
    expect(tensors.get('e')?.bytes.length).toBe(0);
    expect(readSafetensors(file('{}')).tensors.size).toBe(0);
  });

  it('reads names that mean something to JavaScript', () => {
    const header = `{"__proto__":${entry(0, 1)},"__metadata__":{"__proto__":"x","a":"\\u00e9"}}`;
    const { tensors, metadata } = readSafetensors(file(header, Uint8Array.of(7)));
    expect([...tensors.keys()]).toEqual(['__proto__']);
    expect(Object.entries(metadata)).toEqual([
      ['__proto__', 'x'],
      ['a', 'é'],
    ]);
  });

  it.each([
    ['fewer than 8 bytes', Uint8Array.of(1, 0, 0), 'truncated'],
    ['a header that is longer than the file', file('{}', undefined, 3n), 'truncated'],
    ['a header beyond 100 MB', file('{}', undefined, 100_000_001n), 'invalid-header'],
    ['a header of 2^64 - 1 bytes', file('{}', undefined, -1n), 'invalid-header'],
    ['a header that is no JSON', file('{"a":'), 'invalid-header'],
    ['an unterminated string', file('{"a'), 'invalid-header'],
    ['a header that is no UTF-8', file('{"\xff":1}'), 'invalid-header'],
    ['a header that is a list', file('[]'), 'invalid-header'],
    ['a deeply nested header', file('['.repeat(100_000)), 'invalid-header'],
    ['a name that comes twice', file(`{"a":${entry(0, 0)},"a":${entry(0, 0)}}`), 'duplicate-name'],
    [
      'a name that comes twice in two spellings',
      file(`{"a":${entry(0, 0)},"\\u0061":${entry(0, 0)}}`),
      'duplicate-name',
    ],
    [
      'a field that comes twice',
      file('{"a":{"dtype":"U8","dtype":"I8","shape":[],"data_offsets":[0,1]}}'),
      'duplicate-name',
    ],
    ['metadata that are no strings', file('{"__metadata__":{"epoch":3}}'), 'invalid-header'],
    ['metadata that are a list', file('{"__metadata__":["a"]}'), 'invalid-header'],
    ['an entry without fields', file('{"a":null}'), 'invalid-header'],
    ['an unknown dtype', file(`{"a":${entry(0, 1, 'F8_E4M3')}}`, Uint8Array.of(1)), 'unsupported-dtype'],
    [
      'a dtype that is a method of objects',
      file(`{"a":${entry(0, 1, 'toString')}}`, Uint8Array.of(1)),
      'unsupported-dtype',
    ],
    ['negative sizes', file(`{"a":${entry(0, 1, 'U8', '[-1,-1]')}}`, Uint8Array.of(1)), 'invalid-tensor'],
    ['fractions as sizes', file(`{"a":${entry(0, 1, 'U8', '[0.5,2]')}}`, Uint8Array.of(1)), 'invalid-tensor'],
    [
      'too many axes',
      file(`{"a":${entry(0, 1, 'U8', `[${new Array(65).fill(1)}]`)}}`, Uint8Array.of(1)),
      'invalid-tensor',
    ],
    [
      'a shape whose product overflows',
      file(`{"a":${entry(0, 1, 'U8', `[${new Array(8).fill(2 ** 52)}]`)}}`, Uint8Array.of(1)),
      'invalid-tensor',
    ],
    [
      'a shape that does not fill its data',
      file(`{"a":${entry(0, 1, 'U8', '[2]')}}`, Uint8Array.of(1)),
      'invalid-tensor',
    ],
    [
      'offsets the wrong way round',
      file(`{"a":${entry(1, 0, 'U8', '[1]')}}`, Uint8Array.of(1)),
      'invalid-tensor',
    ],
    [
      'three offsets',
      file('{"a":{"dtype":"U8","shape":[],"data_offsets":[0,1,2]}}', Uint8Array.of(1)),
      'invalid-header',
    ],
    ['data that ends beyond the file', file(`{"a":${entry(0, 2)}}`, Uint8Array.of(1)), 'truncated'],
    [
      'overlapping data',
      file(`{"a":${entry(0, 2)},"b":${entry(1, 3)}}`, Uint8Array.of(1, 2, 3)),
      'invalid-header',
    ],
    [
      'a hole in the data',
      file(`{"a":${entry(0, 1)},"b":${entry(2, 3)}}`, Uint8Array.of(1, 2, 3)),
      'invalid-header',
    ],
    ['data that does not begin at 0', file(`{"a":${entry(1, 2)}}`, Uint8Array.of(1, 2)), 'invalid-header'],
    ['bytes behind the last tensor', file(`{"a":${entry(0, 1)}}`, Uint8Array.of(1, 2)), 'invalid-header'],
  ])('refuses %s', (_what, bytes, code) => {
    expect(() => readSafetensors(bytes)).toThrow(expect.objectContaining({ name: 'CheckpointError', code }));
  });
});
