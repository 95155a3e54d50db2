/** Surfaces, volumes and lesions as lines for the terminal. */
import { printable } from '@miniseg/checkpoints';
import type { Summary } from '@miniseg/metrics';
import { caseName, type ScoreSet, worstFirst } from '../scores/score-set.js';
import { alignColumns } from '../text/align-columns.js';
import type { VolumeFigures } from './volume-figures.js';
import type { LabelSummary } from './volume-summary.js';

export interface VolumeTable {
  result: ScoreSet;
  figures: readonly VolumeFigures[];
  groups: readonly LabelSummary[];
  /** How many cases are shown. */
  rows: number;
  names?: ReadonlyMap<number, string>;
}

/** The worst cases first, as in the table of the paper's figures; then means and intervals. */
export function volumeTable({ result, figures, groups, rows, names }: VolumeTable): string[] {
  const ranked = figures.map((item, index) => ({ item, DSC: result.cases[index].DSC }));
  const shown = ranked.sort(worstFirst).slice(0, rows);
  const unit = figures[0]?.unit ?? 'px';
  const means = groups.map(meanRow);
  const lines = alignColumns([
    [
      'case',
      `HD95 (${unit})`,
      `ASSD (${unit})`,
      'mL true',
      'mL found',
      'lesions',
      'found',
      'missed',
      'false',
    ],
    ...shown.map(({ item }) => [
      printable(caseName(item)),
      number(item.HD95, 2),
      number(item.ASSD, 3),
      number(item.truthMl, 2),
      number(item.predictionMl, 2),
      ...[item.truthLesions, item.foundLesions, item.missedLesions, item.falseLesions].map(String),
    ]),
    ...means,
  ]);
  lines.splice(-means.length, 0, '-'.repeat(lines[0].length));
  const labeled = [...(names ?? [])].filter(([label]) => label > 0);
  return [
    '',
    ...lines,
    '',
    ...groups.flatMap((group) => intervalLine(group, result)),
    'Surfaces are voxels with a face to the background. Lesions are connected by faces, edges or corners; their columns are',
    'sums. A figure without a value is left out of its mean.',
    ...(labeled.length > 0
      ? [`Classes: ${labeled.map(([label, name]) => `${label} ${printable(name)}`).join(', ')}.`]
      : []),
  ];
}

function meanRow({ label, summary, lesions }: LabelSummary): string[] {
  return [
    label === undefined ? 'mean' : `class ${label}`,
    number(summary.HD95.mean, 2),
    number(summary.ASSD.mean, 3),
    number(summary.truthMl.mean, 2),
    number(summary.predictionMl.mean, 2),
    ...[lesions.truth, lesions.found, lesions.missed, lesions.false].map(String),
  ];
}

/** Nothing of a single volume: one has no spread. */
function intervalLine({ label, summary }: LabelSummary, { classes, ...whole }: ScoreSet): string[] {
  const paper = label === undefined ? whole.summary : classes?.[label]?.summary;
  const figures: [string, Summary | undefined, number][] = [
    ['DSC', paper?.DSC, 4],
    ['HD95', summary.HD95, 2],
    ['ASSD', summary.ASSD, 3],
    ['difference in mL', summary.differenceMl, 2],
    ['found lesions', summary.detectionRate, 3],
  ];
  const parts = figures.flatMap(([name, found, digits]) =>
    found?.interval && found.used > 1
      ? [`${name} ${number(found.interval.low, digits)} to ${number(found.interval.high, digits)}`]
      : [],
  );
  if (parts.length === 0) return [];
  return [
    `95 % intervals over the volumes${label === undefined ? '' : `, class ${label}`}: ${parts.join(', ')}.`,
  ];
}

const number = (value: number | undefined, digits: number) =>
  value === undefined ? '-' : value.toFixed(digits);
