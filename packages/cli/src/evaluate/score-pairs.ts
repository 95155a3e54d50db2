/** The paper's five figures of pairs of mask files. */
import { PaperMetrics, type PaperMetricsOptions, type PaperMetricsResult } from '@miniseg/metrics';
import { CliError } from '../errors.js';
import type { MaskPair } from '../pairing/mask-pair.js';
import { startProgress } from '../progress/progress.js';
import { readMask } from './read-mask.js';
import { SideValues } from './side-values.js';

export interface ScoredPairs extends PaperMetricsResult {
  /** What is odd about the masks, and no error. */
  remarks: string[];
}

/**
 * Reads and scores one pair after another; no more than one is in memory.
 *
 * @throws CliError for masks that cannot be read or are not what the options say, MetricsError
 */
export async function scorePairs(
  pairs: readonly MaskPair[],
  options: PaperMetricsOptions,
): Promise<ScoredPairs> {
  const { label } = options;
  const metrics = new PaperMetrics(options);
  const sides = {
    prediction: new SideValues('predictions', label),
    truth: new SideValues('truths', label),
  };
  const read = async (side: 'prediction' | 'truth', file: string) => {
    const mask = await readMask(file);
    sides[side].add(file, mask.values);
    return mask;
  };
  const progress = startProgress(pairs.length);
  try {
    for (const { id, ...files } of pairs) {
      const prediction = await read('prediction', files.prediction);
      const truth = await read('truth', files.truth);
      const { DSC } = metrics.add({
        id,
        prediction: prediction.labels,
        truth: truth.labels,
        shape: truth.shape,
      });
      progress.step(`${id}: ${DSC === undefined ? 'no DSC' : `DSC ${DSC.toFixed(4)}`}`);
    }
  } finally {
    progress.stop();
  }
  const remarks = [sides.prediction.remark, sides.truth.remark].filter((remark) => remark !== undefined);
  if (remarks.length === 2) {
    throw new CliError('input', `${remarks.join(' ')} Choose one of these with --label.`);
  }
  return { ...metrics.result(), remarks };
}
