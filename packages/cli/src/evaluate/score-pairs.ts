/** The paper's five figures of pairs of mask files. */
import { PaperMetrics, type PaperMetricsOptions, type PaperMetricsResult } from '@miniseg/metrics';
import { CliError } from '../errors.js';
import type { MaskPair } from '../pairing/mask-pair.js';
import { startProgress } from '../progress/progress.js';
import { describeCase } from '../scores/describe-case.js';
import { readMask } from './read-mask.js';
import { SideValues } from './side-values.js';

export interface ScoredPairs extends PaperMetricsResult {
  /** What is odd about the masks, and no error. */
  remarks: string[];
  /** Pairs of which a mask is damaged. */
  failed: { id: string; error: string }[];
}

export interface ScorePairsOptions extends PaperMetricsOptions {
  /** Passes over damaged masks instead of throwing. */
  allowFailures: boolean;
  /** Bytes that the command may take. */
  maxMemory?: number;
}

/**
 * Reads and scores one pair after another; no more than one is in memory.
 *
 * @throws {CliError} for masks that cannot be read or are not what the options say, MetricsError
 */
export async function scorePairs(
  pairs: readonly MaskPair[],
  { allowFailures, maxMemory, ...options }: ScorePairsOptions,
): Promise<ScoredPairs> {
  const { label } = options;
  const metrics = new PaperMetrics(options);
  const sides = {
    prediction: new SideValues('predictions', label),
    truth: new SideValues('truths', label),
  };
  const failed: ScoredPairs['failed'] = [];
  const progress = startProgress(pairs.length);
  try {
    for (const { id, ...files } of pairs) {
      const masks = await readBoth(files, maxMemory).catch((cause: unknown) => {
        if (!allowFailures || !CliError.isInstance(cause)) throw cause;
        failed.push({ id, error: cause.message });
        progress.step(`${id}: failed`);
      });
      if (!masks) continue;
      const { prediction, truth } = masks;
      sides.prediction.add(files.prediction, prediction.values);
      sides.truth.add(files.truth, truth.values);
      const { DSC } = metrics.add({
        id,
        prediction: prediction.labels,
        truth: truth.labels,
        shape: truth.shape,
      });
      progress.step(`${id}: ${describeCase({ 1: { DSC } })}`);
    }
  } finally {
    progress.stop();
  }
  const remarks = [sides.prediction.remark, sides.truth.remark].filter((remark) => remark !== undefined);
  if (remarks.length === 2) {
    throw new CliError('input', `${remarks.join(' ')} Choose one of these with --label.`);
  }
  const [first] = failed;
  if (first && failed.length === pairs.length) throw new CliError('input', first.error);
  return { ...metrics.result(), remarks, failed };
}

const readBoth = async (files: Pick<MaskPair, 'prediction' | 'truth'>, maxMemory?: number) => ({
  prediction: await readMask(files.prediction, maxMemory),
  truth: await readMask(files.truth, maxMemory),
});
