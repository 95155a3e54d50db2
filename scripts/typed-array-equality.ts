/**
 * For all tests: typed arrays whose numbers are the same are equal at once. Vitest walks them as objects, key by key, which
 * takes seconds for one picture. Where they differ it walks them all the same, and shows where.
 */
import { expect } from 'vitest';

type Numbers = ArrayLike<number | bigint>;

function isTypedArray(value: unknown): value is Numbers {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

expect.addEqualityTesters([
  (one: unknown, other: unknown): true | undefined => {
    if (!isTypedArray(one) || !isTypedArray(other)) return undefined;
    if (Object.getPrototypeOf(one) !== Object.getPrototypeOf(other) || one.length !== other.length)
      return undefined;
    for (let i = 0; i < one.length; i++) if (!Object.is(one[i], other[i])) return undefined;
    return true;
  },
]);
