/** What all inputs of one call share. */
import type { Normalization } from '@miniseg/model';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { GreyRange } from './grey-scale.js';

export interface SegmentRun {
  model: LayersModel;
  normalization: Normalization;
  /** Output folder. */
  out: string;
  size?: number;
  window?: GreyRange;
  range?: GreyRange;
  overlay: boolean;
  dicomSeg: boolean;
}
