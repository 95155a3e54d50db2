/** Slices through a network, and what it marks against what is true. */
import {
  type PaperCaseResult,
  PaperMetrics,
  type PaperMetricsResult,
  type PaperProtocol,
} from '@miniseg/metrics';
import { type Normalization, segment } from '@miniseg/model';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { LabeledSlice } from '../dataset/slice.js';

const IGNORED = 255;

export interface SegmentCasesOptions {
  normalization: Normalization;
  /** Side of the network's input; default: the slices' own. */
  size?: number;
  protocol: PaperProtocol;
  /** [row, column] in mm per pixel. */
  spacing?: [number, number];
  onCase?: (result: PaperCaseResult, slice: LabeledSlice, prediction: Uint8Array) => void | Promise<void>;
  signal?: AbortSignal;
}

/**
 * Segments and scores one slice after another: every label above 0 against the background, in the slices' own size.
 * Pixels that are ignored in training count as background on both sides.
 */
export async function segmentCases(
  model: LayersModel,
  slices: AsyncIterable<LabeledSlice> | Iterable<LabeledSlice>,
  { normalization, size, protocol, spacing, onCase, signal }: SegmentCasesOptions,
): Promise<PaperMetricsResult> {
  const metrics = new PaperMetrics({ protocol, spacing });
  for await (const slice of slices) {
    const { id, width, height, grey, labels } = slice;
    const { mask } = await segment(
      model,
      { data: grey, width, height, white: 255 },
      { normalization, inputSize: size, probabilities: false, signal },
    );
    const truth = labels.map((label) => (label > 0 && label !== IGNORED ? 1 : 0));
    const prediction = mask.map((label, pixel) => (label > 0 && labels[pixel] !== IGNORED ? 1 : 0));
    const result = metrics.add({ id, prediction, truth, shape: [height, width] });
    await onCase?.(result, slice, mask);
  }
  return metrics.result();
}
