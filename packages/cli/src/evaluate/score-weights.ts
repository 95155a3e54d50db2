/** What weights predict on a fold's validation slices, or on all slices of a data set, against the true masks. */

import type { DatasetItem } from '@miniseg/data';
import { type TestTimeAugmentation, ttaRuns } from '@miniseg/engine';
import type { PaperProtocol } from '@miniseg/metrics';
import { filesOf } from '../dataset/collect-items.js';
import { findItems, maskedItems, splitFile } from '../dataset/find-items.js';
import { IGNORED_LABEL } from '../dataset/ignored-label.js';
import { describeLeftOut, type LeftOut } from '../dataset/left-out.js';
import { fileItem, SliceStore } from '../dataset/slice-store.js';
import { CliError } from '../errors.js';
import { describeTrainedSize, type SizeOptions } from '../network/choose-size.js';
import { demoNote } from '../network/identity.js';
import { loadNetworks } from '../network/networks.js';
import { describeRuns } from '../network/tta-option.js';
import { startProgress } from '../progress/progress.js';
import { say } from '../progress/screen.js';
import { describeCase } from '../scores/describe-case.js';
import type { ScoreSet } from '../scores/score-set.js';
import { segmentCases } from '../scores/segment-cases.js';
import { checkScoreTargets, type ScoreOutputs, type Scores } from '../scores/write-scores.js';
import { startEngine } from '../segment/start-engine.js';
import { tellLines } from '../text/output.js';
import type { ScoresToShow } from './evaluate-html.js';

export interface WeightsToScore extends ScoreOutputs, Pick<SizeOptions, 'size'> {
  weights: string[];
  tta?: TestTimeAugmentation;
  /** Of which the weights are, where they do not say it themselves. */
  network?: string;
  /** Folder of images/ and masks/, and perhaps folds.json. */
  data?: string;
  split?: string;
  /** From 1. */
  fold?: number;
  remap?: Record<number, number>;
  /** Default 'reference'. */
  protocol?: PaperProtocol;
  mean?: number;
  std?: number;
  backend: string;
  maxMemory?: number;
  allowDownload: boolean;
}

/** Bytes for a pixel in the maps of a network that sees slices in their own size, on tfjs. */
const PLAIN_NETWORK = 600;

/** @throws {CliError} or DataError, ModelError or BackendError */
export async function scoreWeights(options: WeightsToScore): Promise<ScoresToShow> {
  const { protocol = 'reference', spacing, fold } = options;
  const { name, items, leftOut, remap } = await slicesToScore(options);
  await checkScoreTargets(options, filesOf(items));
  const { backend } = options;
  const { all: networks, ...sizes } = await loadNetworks({ ...options, compiled: false });
  const model = await networks[0].model();
  const size = sizes.size ?? sizes.trainedSize;
  const { tta } = options;
  tellLines([...describeTrainedSize(sizes), ...describeRuns(networks.length, tta)]);
  const { predictor } = await startEngine(networks, { engine: 'plain', tta }, 'several');
  const store = new SliceStore(
    items.map((item) =>
      fileItem(item, remap, { maxMemory: options.maxMemory, perValue: size ? 16 : PLAIN_NETWORK }),
    ),
    0,
  );
  const progress = startProgress(items.length);
  const failed: Scores['failed'] = [...leftOut];
  const slices = store.readable(store.ids, (id, error) => {
    failed.push({ id, error });
    progress.step(`${id}: failed`);
  });
  const result = await segmentCases(model, slices, {
    predictor,
    size,
    protocol,
    spacing,
    onCase: (figures, { id }) => progress.step(`${id}: ${describeCase(figures)}`),
  }).finally(() => progress.stop());
  checkForeground(result, failed);
  const known = networks.map(({ file, sha256, normalization }) => ({ file, sha256, normalization }));
  const notes = networks.flatMap((network) => demoNote(network) ?? []);
  return {
    result,
    cases: result.cases.map((item) => ({ ...item })),
    failed,
    facts: {
      weights: known.length === 1 ? known[0] : known,
      ...(tta ? { tta } : {}),
      runs: networks.length * ttaRuns(tta),
      ...{ backend, data: name, fold, size },
    },
    title: `${networks.map(({ file }) => file).join(' + ')} on ${name}${fold === undefined ? '' : `, fold ${fold}`}`,
    pixels: async (id) => {
      const slice = await store.get(id);
      let found: Uint8Array = new Uint8Array(slice.labels.length);
      await segmentCases(model, [slice], {
        predictor,
        size,
        protocol,
        onCase: (_, __, prediction) => {
          found = prediction;
        },
      });
      return { ...slice, truth: slice.labels, prediction: found, ignored: IGNORED_LABEL };
    },
    remarks: [...store.remarks, ...notes],
  };
}

async function slicesToScore(
  options: WeightsToScore,
): Promise<{ name: string; items: DatasetItem[]; leftOut: LeftOut[]; remap?: Record<number, number> }> {
  const { data, split, fold, remap } = options;
  if (data === undefined) {
    throw new CliError(
      'invalid-argument',
      '--weights needs slices and their masks: give --data, a folder with images/ and masks/.',
    );
  }
  const source = { data, split, fold, remap, validationShare: 0.5, seed: 0 };
  const all = await maskedItems(source);
  const splits = await splitFile(source);
  if (splits === undefined && fold !== undefined) {
    throw new CliError(
      'invalid-argument',
      `There are no folds to choose number ${fold} from: '${data}' has no folds.json. Give --split.`,
    );
  }
  const chosen = splits === undefined ? all : { ...all, items: (await findItems(source)).validation };
  for (const line of describeLeftOut(all.leftOut, all.ignored)) say(line);
  return chosen;
}

/** Without any, a map of 0 and 255 is likely to mean infection by 255, which would be ignored without a word. */
function checkForeground({ counts, cases }: ScoreSet, failed: Scores['failed']): void {
  if (cases.length === 0) {
    const [{ id, error }] = failed;
    throw new CliError('input', `No slice can be used. '${id}': ${error}`);
  }
  const foreground = cases.some(({ TP, FN }) => TP + FN > 0);
  if (foreground || counts.ignored === 0) return;
  throw new CliError(
    'input',
    'The masks hold 0 and 255 alone, and 255 is ignored. If it means infection, pass --remap 255=1.',
  );
}
