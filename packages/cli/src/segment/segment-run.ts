/** What one call of `miniseg segment` does with each input, and says of it. */
import type { SlicePredictor, SlidingWindow } from '@miniseg/compile/program';
import type { SliceReport, VolumeReport } from '@miniseg/scan';
import type { GreyScaleOptions } from '../volumes/grey-scale.js';

/** What all inputs of one call share. */
export interface SegmentRun extends GreyScaleOptions {
  predictor: SlicePredictor;
  /** Output folder. */
  out: string;
  size?: number;
  /** Side that slices had in training, for when no `size` is asked for. */
  trainedSize?: number;
  slidingWindow?: SlidingWindow;
  overlay: boolean;
  dicomSeg: boolean;
  dicomSr: boolean;
  /** Of pixels that an input may announce. */
  maxBytes?: number;
  /** Bytes that the command may take, as it was asked for. */
  maxMemory?: number;
  /** Millions of pixels that the network may see of one input. */
  maxWork?: number;
  /** Of the network, background included. */
  classes: number;
  /** Of networks on a slice. */
  runs: number;
}

export type Timed<Report> = Report & {
  /** From the decoded scan to the labels in memory. */
  milliseconds: number;
};

export type InputReport = { slice: Timed<SliceReport> } | { volume: Timed<VolumeReport> };
