import type { PixelArray } from '@miniseg/formats/volume';
import { checkStudy } from '../check-study.js';
import { greyPixels } from '../view/grey-pixels.js';
import type { Study } from './study.js';

/** A slice as a network takes it: grey, row by row, where `white` is 1. */
export interface NetworkSlice {
  data: Uint8Array | Uint16Array;
  width: number;
  height: number;
  white: number;
}

/** What the slices of a study need to become a network's. */
type Source = Pick<Study, 'slices' | 'grey' | 'white'>;

/**
 * Makes slices of a study into slices for a network: values of pictures stay as they are, others become 8-bit grey, as
 * the pictures that the network was trained on.
 *
 * @throws {ScanError} `invalid-argument` for what is no study
 * @example
 * const cut = networkSlices(study);
 * const { mask } = await predictor.segment(await cut(0), { inputSize: networkSides(study.slices, 512) });
 */
export function networkSlices(
  study: Source,
): (index: number, onPixels?: (pixels: PixelArray) => void) => Promise<NetworkSlice> {
  checkStudy(study, ['slices', 'grey']);
  const { slices, grey, white } = study;
  const [, height, width] = slices.shape;
  const pixels = greyPixels(grey.range);
  return async (index, onPixels) => {
    const values = await slices.slice(index);
    onPixels?.(values);
    if (white !== undefined) return { data: values as NetworkSlice['data'], width, height, white };
    return { data: pixels(values), width, height, white: 255 };
  };
}
