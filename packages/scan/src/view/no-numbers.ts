import type { PixelArray } from '@miniseg/formats/volume';

/** A note on values that are NaN or infinite, which files of floating-point numbers may hold; none where all are finite. */
export function noNumbers(data: PixelArray): string[] {
  if (!(data instanceof Float32Array || data instanceof Float64Array)) return [];
  let count = 0;
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) count++;
  if (count === 0) return [];
  return [
    `${count} of ${data.length} values are no finite numbers; the network sees NaN and -Infinity as black, and Infinity as white.`,
  ];
}
