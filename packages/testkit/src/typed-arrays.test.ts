import { expect, it } from 'vitest';

it('large typed arrays are compared at once, and as strictly as small ones', () => {
  const large = () => Float32Array.from({ length: 2 ** 22 }, (_, i) => i % 7);
  expect(large()).toEqual(large());
  expect({ data: [large()] }).toEqual({ data: [large()] });
  expect(Float32Array.of(Number.NaN)).toEqual(Float32Array.of(Number.NaN));
  expect(Uint8Array.of(1, 2)).not.toEqual(Uint8Array.of(1, 3));
  expect(Uint8Array.of(1, 2)).not.toEqual(Uint8Array.of(1));
  expect(Float32Array.of(0)).not.toEqual(Float32Array.of(-0));
  expect(() => expect(Uint8Array.of(1, 2)).toEqual(Uint8Array.of(1, 3))).toThrow(/3/);
});
