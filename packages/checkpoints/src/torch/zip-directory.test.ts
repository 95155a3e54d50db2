import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { bytesOf, dict, float4, tensor, uint32, uint64, zipFile } from '../fixtures/build.js';
import { toFloat32 } from '../to-float32.js';
import { readTorch } from './read-torch.js';

const object = dict({ w: tensor() });
const values = (file: Uint8Array) => toFloat32(readTorch(file).tensors.get('w')!);
const failure = (code: string) => expect.objectContaining({ name: 'CheckpointError', code });

/** Where the last of these four bytes in a row is. */
function find(file: Uint8Array, signature: number[]): number {
  for (let at = file.length - 4; at >= 0; at--)
    if (signature.every((byte, i) => file[at + i] === byte)) return at;
  throw new Error('The archive lacks the signature');
}
const END = [0x50, 0x4b, 5, 6];
const ENTRY = [0x50, 0x4b, 1, 2];
const LOCAL = [0x50, 0x4b, 3, 4];

/** The archive with some bytes written over, counted from the last such signature. */
function patched(file: Uint8Array, signature: number[], offset: number, bytes: number[]): Uint8Array {
  const copy = file.slice();
  copy.set(bytes, find(file, signature) + offset);
  return copy;
}

/** A 64-bit table of contents before the usual end, which then says nothing. */
function zip64(file: Uint8Array, { count = 2n, start }: { count?: bigint; start?: bigint } = {}): Uint8Array {
  const end = find(file, END);
  const directory = start ?? BigInt(new DataView(file.buffer).getUint32(end + 16, true));
  const record = bytesOf(
    [0x50, 0x4b, 6, 6],
    uint64(44n),
    new Array(12).fill(0),
    uint64(count),
    uint64(count),
    uint64(0n),
    uint64(directory),
  );
  const locator = bytesOf([0x50, 0x4b, 6, 7], uint32(0), uint64(BigInt(end)), uint32(1));
  const last = file.slice(end);
  last.fill(0xff, 8, 20);
  return bytesOf(file.subarray(0, end), record, locator, last);
}

describe('the zip format of torch.save', () => {
  it('is read stored, compressed, with a comment and with 64-bit fields', () => {
    const expected = new Float32Array([1, 2, 3, 4]);
    const plain = zipFile(object);
    expect(values(plain)).toEqual(expected);
    expect(values(zipFile(object, undefined, { level: 9 }))).toEqual(expected);
    expect(values(patched(bytesOf(plain, 'a comment'), END, 20, [9, 0]))).toEqual(expected);
    expect(values(zip64(plain))).toEqual(expected);
  });

  it('is read when sizes and place of an entry stand in its 64-bit field', () => {
    const file = zipSync(
      {
        'archive/data.pkl': new Uint8Array(0),
        'archive/data/0': [float4, { extra: { 1: new Uint8Array(24) } }],
      },
      { level: 0 },
    );
    const good = zipSync(
      {
        'archive/data.pkl': bytesOf([0x80, 2], object, '.'),
        'archive/data/0': [float4, { extra: { 1: new Uint8Array(24) } }],
      },
      { level: 0 },
    );
    expect(file.length).toBeLessThan(good.length);
    const entry = find(good, ENTRY);
    const name = new DataView(good.buffer).getUint16(entry + 28, true);
    const fields = bytesOf(uint64(16n), uint64(16n), uint64(BigInt(find(good, LOCAL))));
    good.set(fields, entry + 46 + name + 4);
    good.set(bytesOf(uint32(0xffffffff), uint32(0xffffffff)), entry + 20);
    good.set(uint32(0xffffffff), entry + 42);
    expect(values(good)).toEqual(new Float32Array([1, 2, 3, 4]));
    expect(() => values(patched(good, ENTRY, 46 + name, [2, 0]))).toThrow(failure('invalid-zip'));
  });

  it('is byte-swapped when byteorder says big', () => {
    const turned = Uint8Array.from(float4, (_, i) => float4[i ^ 3]);
    const big = { byteorder: bytesOf('big'), 'data/0': turned };
    expect(values(zipFile(object, big))).toEqual(new Float32Array([1, 2, 3, 4]));
    expect(() => readTorch(zipFile(object, big), { maxExtraBytes: 15 })).toThrow(failure('limit-exceeded'));
    expect(() => readTorch(zipFile(object, { byteorder: bytesOf('middle') }))).toThrow(
      failure('invalid-zip'),
    );
  });

  it('does not unpack more than the budget allows', () => {
    const zeros = new Uint8Array(1e6);
    const bomb = zipFile(dict({ w: tensor({ length: 250_000 }) }), { 'data/0': zeros }, { level: 9 });
    expect(bomb.length).toBeLessThan(3000);
    expect(() => readTorch(bomb, { maxExtraBytes: 1e6 - 1 })).toThrow(failure('limit-exceeded'));
    expect(readTorch(bomb, { maxExtraBytes: 1e6 + 1000 }).tensors.get('w')!.shape).toEqual([4]);
    expect(() => readTorch(bomb, { maxExtraBytes: Number.NaN })).toThrow(failure('invalid-argument'));
  });

  it('does not unpack entries that no tensor uses', () => {
    const file = zipFile(object, { 'data/0': float4, 'data/1': new Uint8Array(1e6) }, { level: 9 });
    expect(readTorch(file, { maxExtraBytes: 2000 }).tensors.size).toBe(1);
  });

  describe('is refused', () => {
    const stored = zipFile(object);
    const packed = zipFile(object, { 'data/0': new Uint8Array(16) }, { level: 9 });
    it.each<[string, Uint8Array, string]>([
      ['cut off at its end', stored.subarray(0, stored.length - 1), 'truncated'],
      ['with a table of contents elsewhere', patched(stored, END, 16, uint32(7)), 'invalid-zip'],
      ['with a table of contents beyond the file', patched(stored, END, 16, uint32(0x7fffffff)), 'truncated'],
      ['with fewer entries than announced', patched(stored, END, 10, [9, 0]), 'invalid-zip'],
      ['with 2^60 entries', zip64(stored, { count: 2n ** 60n }), 'invalid-zip'],
      ['with a 64-bit place beyond the file', zip64(stored, { start: 2n ** 63n }), 'truncated'],
      ['with an entry that is elsewhere', patched(stored, ENTRY, 42, uint32(1)), 'invalid-zip'],
      ['with an entry that is beyond the file', patched(stored, ENTRY, 42, uint32(0x7fffffff)), 'truncated'],
      ['with an entry longer than the file', patched(stored, ENTRY, 20, uint32(0x7fffffff)), 'truncated'],
      ['with a stored entry of two sizes', patched(stored, ENTRY, 24, uint32(17)), 'invalid-zip'],
      ['with an encrypted entry', patched(stored, ENTRY, 8, [1]), 'invalid-zip'],
      ['with an unknown compression', patched(stored, ENTRY, 10, [99]), 'invalid-zip'],
      ['with an entry that unpacks to more', patched(packed, ENTRY, 24, uint32(15)), 'invalid-zip'],
      ['with an entry that unpacks to less', patched(packed, ENTRY, 24, uint32(17)), 'invalid-zip'],
      ['with an entry that unpacks to 2 GB', patched(packed, ENTRY, 24, uint32(0x7fffffff)), 'invalid-zip'],
      [
        'with an entry of nothing that unpacks to something',
        patched(packed, ENTRY, 20, uint32(0)),
        'invalid-zip',
      ],
      ['without a storage', zipFile(object, {}), 'invalid-storage'],
      [
        'with a storage of another size',
        zipFile(object, { 'data/0': new Uint8Array(15) }),
        'invalid-storage',
      ],
      ['without data.pkl', zipSync({ 'a/b': float4 }), 'unsupported-format'],
      ['with two data.pkl', zipSync({ 'a/data.pkl': float4, 'b/data.pkl': float4 }), 'unsupported-format'],
    ])('%s', (_what, file, code) => {
      expect(() => readTorch(file)).toThrow(failure(code));
    });

    it('with one name for two entries', () => {
      const file = zipSync({ 'archive/data.pkl': float4, 'archive/data.pkk': float4 }, { level: 0 });
      const twice = patched(
        file,
        ENTRY,
        46,
        Array.from('archive/data.pkl', (c) => c.charCodeAt(0)),
      );
      expect(() => readTorch(twice)).toThrow(failure('invalid-zip'));
    });
  });
});
