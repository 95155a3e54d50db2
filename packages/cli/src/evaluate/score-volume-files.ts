/** `evaluate` of volumes, from the arguments to what is shown and written. */
import path from 'node:path';
import { writeFileAtomic } from '@miniseg/checkpoints/node';
import { type PaperProtocol, toCsv } from '@miniseg/metrics';
import { spacingFor } from '../options/values.js';
import { checkScoreTargets, type ScoreOutputs } from '../scores/write-scores.js';
import { nameSome } from '../text/name-some.js';
import { checkVolumes } from './check-volumes.js';
import { type ScoresToShow, titleOf } from './evaluate-html.js';
import { filesOfSource, findVolumes, type VolumePair } from './find-volumes.js';
import { scoreVolumes } from './score-volumes.js';
import type { VolumeFigures } from './volume-figures.js';
import { volumeSections } from './volume-html.js';
import { volumePixels } from './volume-pixels.js';
import { difference, summarizeByLabel } from './volume-summary.js';
import { volumeTable } from './volume-table.js';

export interface VolumesToScore extends ScoreOutputs {
  list?: string;
  allowMissing: boolean;
  label?: number;
  protocol?: PaperProtocol;
  remap?: Record<number, number>;
  /** Intersection over union from which a lesion counts as found; default: one shared voxel. */
  lesionIou?: number;
  maxMemory?: number;
}

/** @throws {CliError} or MetricsError, before anything is written */
export async function scoreVolumeFiles(
  predictions: string | undefined,
  truths: string | undefined,
  options: VolumesToScore,
): Promise<ScoresToShow> {
  const { list, label, remap, protocol = 'paper', allowMissing, maxMemory, lesionIou, rows } = options;
  const spacing = spacingFor(3, options.spacing);
  const found = await findVolumes(predictions, truths, options);
  await checkScoreTargets(options, [
    ...found.pairs.flatMap(({ prediction, truth }) => [prediction, truth].flatMap(filesOfSource)),
    ...(list === undefined ? [] : [list]),
  ]);
  const checked = await checkVolumes(found.pairs, {
    ...{ label, spacing, remap, maxMemory },
    allowFailures: allowMissing,
  });
  const criterion = lesionIou === undefined ? 'any' : { iou: lesionIou };
  const { result, figures } = await scoreVolumes(checked, { protocol, criterion, spacing });
  if (options.lesions !== undefined) await writeFileAtomic(options.lesions, lesionTable(figures));
  const { names } = checked;
  const groups = summarizeByLabel(figures);
  const pairOf = new Map(checked.pairs.map((pair) => [pair.id, pair]));
  const place = (id: string, side: 'prediction' | 'truth') =>
    path.basename((pairOf.get(id) as VolumePair)[side].path);
  return {
    result,
    cases: result.cases.map((item, index) => {
      const { lesions: _, id, ...more } = figures[index];
      const { id: __, ...paper } = item;
      return {
        id,
        prediction: place(id, 'prediction'),
        truth: place(id, 'truth'),
        ...paper,
        ...more,
        differenceMl: difference(figures[index]),
      };
    }),
    failed: checked.failed,
    facts: {
      ...{ label, missing: found.missing.map((file) => path.basename(file)) },
      lesionCriterion: criterion,
      ...(names ? { names: Object.fromEntries(names) } : {}),
      volumes: Object.fromEntries(groups.map(({ label: each, ...own }) => [each ?? 'foreground', own])),
      lesions: figures.flatMap(rowsOf),
    },
    remarks: [...checked.remarks, ...remarksOn(found)],
    below: volumeTable({ result, figures, groups, rows, names }),
    sections: volumeSections(figures, groups, names),
    title: titleOf(predictions, truths, list),
    pixels: (id) => volumePixels(pairOf.get(id) as VolumePair, checked),
  };
}

const rowsOf = ({ id, label, lesions }: VolumeFigures) =>
  lesions.map((lesion) => ({ case: id, ...(label === undefined ? {} : { label }), ...lesion }));

function lesionTable(figures: readonly VolumeFigures[]): string {
  const columns = ['case', 'label', 'side', 'lesion', 'result', 'voxels', 'mL', 'overlap', 'IoU'] as const;
  const labeled = figures.some(({ label }) => label !== undefined);
  return toCsv(
    figures.flatMap(rowsOf) as Record<string, string | number | undefined>[],
    columns.filter((column) => labeled || column !== 'label'),
  );
}

function remarksOn({
  missing,
  ignored,
}: {
  missing: readonly string[];
  ignored: readonly string[];
}): string[] {
  return [
    ...(missing.length > 0
      ? [
          `${missing.length} truths have no prediction and are not scored (--allow-missing): ${nameSome(missing, 10)}.`,
        ]
      : []),
    ...(ignored.length > 0 ? [`Not looked at: ${nameSome(ignored, 10)}.`] : []),
  ];
}
