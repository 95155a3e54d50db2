import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { place } from './place.js';

const lives = fc.array(
  fc
    .record({ bytes: fc.integer({ min: 1, max: 50 }), first: fc.nat(20), length: fc.nat(8) })
    .map(({ bytes, first, length }) => ({ bytes, first, last: first + length })),
  { maxLength: 30 },
);

it('maps that live at the same time never overlap, and all lie within the bytes that it names', () => {
  fc.assert(
    fc.property(lives, (maps) => {
      const { offsets, bytes } = place(maps);
      for (const [i, a] of maps.entries()) {
        expect(offsets[i] + a.bytes).toBeLessThanOrEqual(bytes);
        for (const [j, b] of maps.entries()) {
          if (i >= j || a.last < b.first || b.last < a.first) continue;
          expect(offsets[i] + a.bytes <= offsets[j] || offsets[j] + b.bytes <= offsets[i]).toBe(true);
        }
      }
    }),
  );
});

it('maps that live one after the other share their memory', () => {
  const maps = [0, 2, 4].map((first) => ({ bytes: 100, first, last: first + 1 }));
  expect(place(maps)).toEqual({ offsets: [0, 0, 0], bytes: 100 });
});
