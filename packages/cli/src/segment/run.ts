/** What all inputs of one call share. */
import type { SlicePredictor, SlidingWindow } from '@miniseg/compile';
import type { Normalization } from '@miniseg/model';
import type { GreyRange } from '../volumes/grey-scale.js';

export interface SegmentRun {
  predictor: SlicePredictor;
  normalization: Normalization;
  /** Output folder. */
  out: string;
  size?: number;
  /** Side that slices had in training, for when no `size` is asked for. */
  trainedSize?: number;
  slidingWindow?: SlidingWindow;
  window?: GreyRange;
  range?: GreyRange;
  overlay: boolean;
  dicomSeg: boolean;
}
