/** Slices through a network, and what it marks against what is true. */

import type { SlicePredictor } from '@miniseg/compile';
import {
  LabelMetrics,
  type PaperCaseResult,
  type PaperMetricsOptions,
  type PaperProtocol,
} from '@miniseg/metrics';
import type { Normalization } from '@miniseg/model';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { IGNORED_LABEL } from '../dataset/ignored-label.js';
import type { LabeledSlice } from '../dataset/slice.js';
import { CliError } from '../errors.js';
import { plainPredictor } from '../network/plain-predictor.js';
import { type ScoreSet, scoreSet } from './score-set.js';

export interface SegmentCasesOptions extends Pick<PaperMetricsOptions, 'spacing'> {
  /** Default: what `predictor` does. */
  normalization?: Normalization;
  /** What marks, in place of the model alone. */
  predictor?: SlicePredictor;
  /** Side of the network's input; default: the slices' own. */
  size?: number;
  protocol: PaperProtocol;
  /** Figures by class, above 0. */
  onCase?: (
    result: Record<number, PaperCaseResult>,
    slice: LabeledSlice,
    prediction: Uint8Array,
  ) => void | Promise<void>;
  signal?: AbortSignal;
}

/**
 * Segments and scores one slice after another in the slices' own size: each class above 0 against the rest, without the
 * pixels of label 255.
 *
 * @throws {CliError} for a label that is no class of the network
 */
export async function segmentCases(
  model: LayersModel,
  slices: AsyncIterable<LabeledSlice> | Iterable<LabeledSlice>,
  {
    normalization,
    predictor = plainPredictor(model),
    size,
    protocol,
    spacing,
    onCase,
    signal,
  }: SegmentCasesOptions,
): Promise<ScoreSet> {
  const classes = model.outputs[0].shape.at(-1) as number;
  const metrics = new LabelMetrics({ classes, ignore: IGNORED_LABEL, protocol, spacing });
  for await (const slice of slices) {
    const { id, width, height, grey, labels } = slice;
    checkLabels(slice, classes);
    const { mask } = await predictor.segment(
      { data: grey, width, height, white: 255 },
      { normalization, inputSize: size, probabilities: false, signal },
    );
    const result = metrics.add({ id, prediction: mask, truth: labels, shape: [height, width] });
    await onCase?.(result, slice, mask);
  }
  return scoreSet(metrics.result());
}

function checkLabels({ id, labels }: LabeledSlice, classes: number): void {
  const foreign = labels.find((label) => label >= classes && label !== IGNORED_LABEL);
  if (foreign === undefined) return;
  throw new CliError(
    'input',
    `The mask of '${id}' holds the label ${foreign}. The network has ${classes} classes, 0 to ${classes - 1}; 255 is ` +
      `ignored. Say what ${foreign} means, for example --remap 1=1,${foreign}=1.`,
  );
}
