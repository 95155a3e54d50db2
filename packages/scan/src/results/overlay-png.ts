import { encodePng, renderOverlay } from '@miniseg/formats';
import type { NetworkSlice } from '../study/network-slices.js';

/**
 * A slice as the network sees it, with its mask drawn over it, as a PNG.
 *
 * @param data Grey values, row by row, of which `white` is white.
 * @param mask Labels in the same order.
 */
export function overlayPng(
  data: NetworkSlice['data'],
  mask: Uint8Array,
  { shape: [, height, width], white }: { shape: readonly [number, number, number]; white: number },
): Uint8Array {
  const shape: [number, number, number] = [1, height, width];
  const image = { data, shape, unit: 'unknown' as const };
  return encodePng(renderOverlay(image, { data: mask, shape }, { range: [0, white] }));
}
