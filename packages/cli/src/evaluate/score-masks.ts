/** `evaluate` of masks of slices, from the arguments to what is shown and written. */
import path from 'node:path';
import type { PaperProtocol } from '@miniseg/metrics';
import { CliError } from '../errors.js';
import { isHidden } from '../files/list-files.js';
import { spacingFor } from '../options/values.js';
import type { MaskPair } from '../pairing/mask-pair.js';
import { checkScoreTargets, type ScoreOutputs, type Scores } from '../scores/write-scores.js';
import { nameSome } from '../text/name-some.js';
import { checkPairs } from './check-pairs.js';
import { type ScoresToShow, titleOf } from './evaluate-html.js';
import { type FoundPairs, findPairs } from './find-pairs.js';
import { pairPixels } from './pair-pixels.js';
import { scorePairs } from './score-pairs.js';

export interface MasksToScore extends ScoreOutputs {
  list?: string;
  allowMissing: boolean;
  label?: number;
  protocol?: PaperProtocol;
  maxMemory?: number;
}

/** @throws {CliError} or MetricsError, before anything is written */
export async function scoreMasks(
  predictions: string | undefined,
  truths: string | undefined,
  options: MasksToScore,
): Promise<ScoresToShow> {
  const { list, label, protocol = 'paper', allowMissing } = options;
  const spacing = spacingFor(2, options.spacing);
  const found = await findPairs(predictions, truths, options);
  const { pairs, failed: unreadable } = await checkPairs(found.pairs);
  if (!allowMissing || pairs.length === 0) refuseUnreadable(unreadable, pairs.length);
  await checkScoreTargets(options, [
    ...found.pairs.flatMap(({ prediction, truth }) => [prediction, truth]),
    ...(list === undefined ? [] : [list]),
  ]);
  const result = await scorePairs(pairs, {
    ...{ protocol, label, spacing, maxMemory: options.maxMemory },
    allowFailures: allowMissing,
  });
  const pairOf = new Map(pairs.map((pair) => [pair.id, pair]));
  return {
    result,
    cases: result.cases.map(({ id, ...figures }) => ({
      id,
      prediction: path.basename(pairOf.get(id)?.prediction ?? ''),
      truth: path.basename(pairOf.get(id)?.truth ?? ''),
      ...figures,
    })),
    failed: [...unreadable, ...result.failed],
    facts: { label, missing: found.missing.map((file) => path.basename(file)) },
    remarks: [...result.remarks, ...remarksOn(found)],
    title: titleOf(predictions, truths, list),
    pixels: (id) => pairPixels(pairOf.get(id) as MaskPair, options),
  };
}

/** @throws {CliError} that names the masks, if there are any */
function refuseUnreadable(failed: Scores['failed'], others: number): void {
  if (failed.length === 0) return;
  const errors = failed.map(({ error }) => error);
  if (others > 0) errors[errors.length - 1] += ` Pass --allow-missing to score the other ${others}.`;
  const [first, ...more] = errors;
  throw new CliError('input', first, { more });
}

function remarksOn({ missing, ignored }: FoundPairs): string[] {
  const hidden = ignored.filter(isHidden);
  const others = ignored.filter((file) => !isHidden(file));
  return [
    ...(missing.length > 0
      ? [`${missing.length} truths have no prediction and are not scored (--allow-missing).`]
      : []),
    ...(hidden.length > 0
      ? [`Hidden files are not looked at: ${hidden.map((file) => path.basename(file)).join(', ')}.`]
      : []),
    ...(others.length > 0 ? [`Not looked at, as they are no PNG files: ${nameSome(others, 10)}.`] : []),
  ];
}
