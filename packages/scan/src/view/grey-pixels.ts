import { windowTo8bit } from '@miniseg/data/prepare';
import type { PixelArray } from '@miniseg/formats/volume';
import { checkRange, type GreyRange } from './grey-scale.js';

/**
 * The slices of a volume as 8-bit grey, which networks for CT pictures are trained on: `windowTo8bit` between two
 * values.
 *
 * @param range Values that become 0 and 255.
 * @throws {ScanError} `invalid-argument` for what is no range
 * @returns A function for the slices of one series: of 16-bit values each is computed once, and then looked up.
 * @example
 * const grey = greyPixels(greyScale(scan).range);
 * const picture = grey(scan.data.subarray(0, 512 * 512));
 */
export function greyPixels(range: GreyRange): (data: PixelArray) => Uint8Array {
  checkRange(range, 'range');
  const [low, high] = range;
  const window = { center: (low + high) / 2, width: high - low };
  let table: Uint8Array | undefined;
  return (data) => {
    if (!(data instanceof Int16Array)) return windowTo8bit(data, window);
    // In the order of the values' bits: 0 to 32767, then -32768 to -1.
    table ??= windowTo8bit(
      Int16Array.from({ length: 65536 }, (_, bits) => bits),
      window,
    );
    return look(data, table);
  };
}

function look(data: Int16Array, table: Uint8Array): Uint8Array {
  const grey = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) grey[i] = table[data[i] & 0xffff];
  return grey;
}
