/** A slice with its labels, as training and evaluation hold it. */
import type { PixelArray } from '@miniseg/formats';

export interface LabeledSlice {
  id: string;
  width: number;
  height: number;
  /** Grey values from 0 (black) to 255 (white). */
  grey: PixelArray;
  labels: Uint8Array;
}
