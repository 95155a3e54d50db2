import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unfilter } from './unfilter.js';

/** As the PNG specification, section 9, has it: byte by byte, with zeros around the picture. */
function byTheBook(bytes: Uint8Array, rows: number, rowBytes: number, pixelBytes: number): Uint8Array {
  const plain = bytes.slice();
  const at = (row: number, column: number) =>
    row < 0 || column < 0 ? 0 : plain[row * (rowBytes + 1) + 1 + column];
  for (let row = 0; row < rows; row++) {
    const filter = plain[row * (rowBytes + 1)];
    for (let column = 0; column < rowBytes; column++) {
      const [a, b, c] = [at(row, column - pixelBytes), at(row - 1, column), at(row - 1, column - pixelBytes)];
      const p = a + b - c;
      const [pa, pb, pc] = [p - a, p - b, p - c].map(Math.abs);
      const paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
      plain[row * (rowBytes + 1) + 1 + column] += [0, a, b, Math.floor((a + b) / 2), paeth][filter];
    }
  }
  return plain;
}

const rowsOf = (pixelBytes: number, columns: number) =>
  fc.array(
    fc.tuple(
      fc.integer({ min: 0, max: 4 }),
      fc.uint8Array({ minLength: pixelBytes * columns, maxLength: pixelBytes * columns }),
    ),
    { minLength: 1, maxLength: 5 },
  );

it('undoes every filter as the specification has it, for any size and pixel', () => {
  const picture = fc
    .tuple(fc.constantFrom(1, 2, 3, 4, 6, 8), fc.integer({ min: 1, max: 9 }))
    .chain(([pixelBytes, columns]) =>
      fc.record({
        pixelBytes: fc.constant(pixelBytes),
        rowBytes: fc.constant(pixelBytes * columns),
        rows: rowsOf(pixelBytes, columns),
      }),
    );
  fc.assert(
    fc.property(picture, ({ pixelBytes, rowBytes, rows }) => {
      const bytes = Uint8Array.from(rows.flatMap(([filter, row]) => [filter, ...row]));
      const expected = byTheBook(bytes, rows.length, rowBytes, pixelBytes);
      unfilter(bytes, rows.length, rowBytes, pixelBytes);
      expect(bytes).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});
