import type { PixelArray } from '@miniseg/formats/volume';

/** An empty array of the same kind. */
export function arrayLike<T extends PixelArray>(source: T, length: number): T {
  return new (source.constructor as new (length: number) => T)(length);
}
