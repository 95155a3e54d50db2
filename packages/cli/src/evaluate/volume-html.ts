/** Surfaces, volumes and lesions on the page of `evaluate`. */
import { boxPlot } from '../report/box-plot.js';
import { type Content, html } from '../report/html.js';
import { section } from '../report/page.js';
import { type ReportCell, tableHtml } from '../report/table.js';
import { caseName } from '../scores/score-set.js';
import type { VolumeFigures } from './volume-figures.js';
import { difference, type LabelSummary } from './volume-summary.js';

/** Lesions in the page; `--lesions` writes all. */
const MOST_LESIONS = 500;

export function volumeSections(
  figures: readonly VolumeFigures[],
  groups: readonly LabelSummary[],
  names: ReadonlyMap<number, string> | undefined,
): Content[] {
  const unit = figures[0]?.unit ?? 'px';
  const nameOf = (label: number | undefined) =>
    label === undefined ? 'mean' : `class ${label}${names?.has(label) ? `, ${names.get(label)}` : ''}`;
  const lesions = figures.flatMap((item) =>
    item.lesions.map((lesion) => ({ ...lesion, case: caseName(item) })),
  );
  const wrong = lesions.filter(({ result }) => result === 'missed' || result === 'false');
  const shown = [...wrong, ...lesions.filter((lesion) => !wrong.includes(lesion))].slice(0, MOST_LESIONS);
  return [
    section(
      'Surfaces and volumes',
      tableHtml({
        caption: 'Volume by volume; a click on a head sorts',
        columns: [
          { head: 'case', text: true },
          ...[
            `HD95 (${unit})`,
            `ASSD (${unit})`,
            'mL true',
            'mL found',
            'difference',
            'lesions',
            'found',
            'missed',
            'false',
          ].map((head) => ({ head })),
        ],
        rows: figures.map((item) => [
          caseName(item),
          ...[item.HD95, item.ASSD, item.truthMl, item.predictionMl, difference(item)].map((value) =>
            cell(value, 2),
          ),
          ...[item.truthLesions, item.foundLesions, item.missedLesions, item.falseLesions].map((value) =>
            cell(value, 0),
          ),
        ]),
        foot: groups.map(({ label, summary, lesions: totals }) => {
          const means = [
            summary.HD95,
            summary.ASSD,
            summary.truthMl,
            summary.predictionMl,
            summary.differenceMl,
          ];
          return [
            nameOf(label),
            ...means.map(({ mean }) => mean?.toFixed(2) ?? '-'),
            ...[totals.truth, totals.found, totals.missed, totals.false].map(String),
          ];
        }),
      }),
      boxPlot(
        [
          { name: 'HD95', values: figures.map(({ HD95 }) => HD95) },
          { name: 'ASSD', values: figures.map(({ ASSD }) => ASSD) },
        ],
        { unit },
      ),
      html`<p>HD95 and ASSD are distances between the surfaces of both masks, in three dimensions. Lesions are connected by faces, edges
or corners; in the last line they are summed.</p>`,
    ),
    shown.length > 0 &&
      section(
        'Lesions',
        tableHtml({
          caption: `${shown.length} of ${lesions.length} lesions, those missed or false first; a click on a head sorts`,
          columns: [
            { head: 'case', text: true },
            { head: 'of the', text: true },
            { head: 'result', text: true },
            ...['number', 'mL', 'voxels', 'overlap', 'IoU'].map((head) => ({ head })),
          ],
          rows: shown.map(({ case: name, side, result, lesion, mL, voxels, overlap, IoU }) => [
            name,
            side,
            result,
            cell(lesion, 0),
            cell(mL, 3),
            cell(voxels, 0),
            cell(overlap, 3),
            cell(IoU, 3),
          ]),
        }),
      ),
  ];
}

const cell = (value: number | undefined, digits: number): ReportCell => ({
  shown: value === undefined ? '-' : value.toFixed(digits),
  ...(value === undefined ? {} : { value }),
});
