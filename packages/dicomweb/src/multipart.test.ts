import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundaryOf, multipartBodies, multipartOf } from './multipart.js';

/** The bytes in pieces of any size, as a network brings them. */
async function* pieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length];
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function read(bytes: Uint8Array, boundary: string, maxBytes = 1e6, sizes = [7]): Promise<number[][]> {
  const bodies: number[][] = [];
  for await (const body of multipartBodies(pieces(bytes, sizes), boundary, maxBytes)) bodies.push([...body]);
  return bodies;
}

const text = (value: string) => new TextEncoder().encode(value);

describe('multipart', () => {
  it('reads what it writes, however the bytes arrive', async () => {
    // Line ends and dashes are what delimiters are made of.
    const byte = fc.constantFrom(13, 10, 45, 109, 0, 255);
    const file = fc.array(byte, { maxLength: 60 }).map((bytes) => Uint8Array.from(bytes));
    const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 4 }), sizes, async (files, chunks) => {
        const { body, contentType } = multipartOf(files);
        const boundary = boundaryOf(contentType) ?? '';
        expect(await read(body, boundary, 1e6, chunks)).toEqual(files.map((bytes) => [...bytes]));
      }),
    );
  });

  it('knows boundaries with and without quotes', () => {
    expect(boundaryOf('multipart/related; type="application/dicom"; boundary="a b;c"')).toBe('a b;c');
    expect(boundaryOf('Multipart/Related;BOUNDARY=abc;type=x')).toBe('abc');
    expect(boundaryOf('application/dicom')).toBeUndefined();
  });

  it('drops a preamble and what follows the end', async () => {
    const body = text('for old programs\r\n--x\r\nA: b\r\n\r\none\r\n--x \r\n\r\ntwo\r\n--x--\r\nbye');
    expect(await read(body, 'x')).toEqual([[...text('one')], [...text('two')]]);
  });

  it('tells a broken connection, an endless header and a part that is too large', async () => {
    await expect(read(text('--x\r\n\r\nhalf'), 'x')).rejects.toMatchObject({ code: 'network' });
    await expect(read(text('nothing'), 'x')).rejects.toMatchObject({ code: 'network' });
    await expect(read(text(`--x\r\n${'a'.repeat(20_000)}`), 'x')).rejects.toMatchObject({ code: 'corrupt' });
    await expect(read(text(`--x\r\n\r\n${'a'.repeat(99)}\r\n--x--`), 'x', 98)).rejects.toMatchObject({
      code: 'limit-exceeded',
    });
    expect(await read(text(`--x\r\n\r\n${'a'.repeat(98)}\r\n--x--`), 'x', 98)).toHaveLength(1);
  });
});
