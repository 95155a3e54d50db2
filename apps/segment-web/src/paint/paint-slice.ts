/** A slice as colors: grey by the window, the mask or the probabilities over it. */
import { labelColor, type PixelArray } from '@miniseg/formats';
import type { GreyRange } from '../shared/types.js';
import { heatColor } from './heat-color.js';

export interface Paint {
  values: PixelArray;
  width: number;
  window: GreyRange;
  mask?: Uint8Array;
  /** 0..255. */
  probability?: Uint8Array;
  opacity: number;
  outline: boolean;
  /** Of the labels 1, 2, ...; default: those of the files' overlays. */
  colors?: readonly [number, number, number][];
}

/** Fills `pixels` (RGBA) with the slice. */
export function paintSlice(pixels: Uint8ClampedArray, paint: Paint): void {
  const { values, window } = paint;
  const scale = 255 / (window[1] - window[0]);
  for (let index = 0; index < values.length; index++) {
    const at = 4 * index;
    // A clamped array rounds and clips by itself; NaN becomes black.
    const grey = (values[index] - window[0]) * scale;
    pixels[at] = grey;
    pixels[at + 1] = grey;
    pixels[at + 2] = grey;
    pixels[at + 3] = 255;
  }
  if (paint.probability) blendHeat(pixels, paint.probability, paint.opacity);
  else if (paint.mask) blendMask(pixels, paint.mask, paint);
}

function blendMask(
  pixels: Uint8ClampedArray,
  mask: Uint8Array,
  { width, opacity, outline, colors }: Pick<Paint, 'width' | 'opacity' | 'outline' | 'colors'>,
): void {
  for (let index = 0; index < mask.length; index++) {
    if (mask[index] === 0) continue;
    const share = outline && isEdge(mask, index, width) ? 1 : opacity;
    const color = colors?.[mask[index] - 1] ?? labelColor(mask[index]);
    for (let channel = 0; channel < 3; channel++) {
      const at = 4 * index + channel;
      pixels[at] = pixels[at] * (1 - share) + color[channel] * share;
    }
  }
}

/** Of 255: below this a probability is noise. */
const FAINT = 10;

function blendHeat(pixels: Uint8ClampedArray, probability: Uint8Array, opacity: number): void {
  for (let index = 0; index < probability.length; index++) {
    // What is hardly possible stays grey, so that anatomy shows.
    const share = Math.min(1, 2 * opacity) * Math.min(1, (probability[index] - FAINT) / 96);
    if (share <= 0) continue;
    const color = heatColor(probability[index]);
    for (let channel = 0; channel < 3; channel++) {
      const at = 4 * index + channel;
      pixels[at] = pixels[at] * (1 - share) + color[channel] * share;
    }
  }
}

/** A pixel beside one of another label, or at the border. */
function isEdge(mask: Uint8Array, index: number, width: number): boolean {
  const column = index % width;
  return (
    column === 0 ||
    column === width - 1 ||
    mask[index - 1] !== mask[index] ||
    mask[index + 1] !== mask[index] ||
    mask[index - width] !== mask[index] ||
    mask[index + width] !== mask[index]
  );
}
