/** The report of a run: scores, curves, examples and all settings on one page that stands alone. */
import type { PaperFigure } from '@miniseg/metrics';
import { FIGURES, figureHead, formatFigure } from '../../scores/figures.js';
import { replacedCounts, scoreNotes } from '../../scores/score-notes.js';
import { caseName, type ScoreSet, worstFirst } from '../../scores/score-set.js';
import { duration } from '../../text/duration.js';
import type { RunRecord } from '../folder/run-record.js';
import { curvesSvg } from './curves-svg.js';
import type { ExamplePicture } from './example-pictures.js';
import type { EpochRow } from './history.js';
import { escapeHtml, htmlPage, htmlTable, notesHtml } from './html-page.js';
import { selectionNote } from './selection-note.js';

export interface ReportParts {
  record: RunRecord;
  history: readonly EpochRow[];
  scores: ScoreSet;
  examples: readonly ExamplePicture[];
}

export function reportHtml({ record, history, scores, examples }: ReportParts): string {
  const { data, settings, result } = record;
  const unit = scores.cases[0]?.unit ?? 'px';
  const head = FIGURES.map((figure) => figureHead(figure, unit));
  const set = replacedCounts(scores);
  const meanRow = (name: string, means: ScoreSet['mean']) => [
    name,
    ...FIGURES.map((figure) => formatFigure(figure, means[figure]) + (set[figure] ? '*' : '')),
  ];
  return htmlPage(`MiniSeg trained on ${data.name}`, [
    `<p>${data.training.length} slices to train on, ${data.validation.length} to validate; recipe ` +
      `'${escapeHtml(settings.recipe)}', preset '${settings.preset}' (${record.parameters.toLocaleString('en-US')} ` +
      `parameters), backend ${escapeHtml(record.backend)}, ${duration(record.seconds)}. The weights are those of epoch ` +
      `${result?.epoch} of ${settings.epochs}${settings.keep === 'best' ? ', the best in validation' : ''}.</p>`,
    '<h2>Scores on the validation slices</h2>',
    htmlTable([
      ['', ...head],
      ...Object.entries(scores.classes ?? {}).map(([label, { mean }]) =>
        meanRow(`class ${label} against the rest`, mean),
      ),
      meanRow('mean', scores.mean),
      ...(scores.summary ? [deviationRow(scores.summary)] : []),
    ]),
    `<p>Protocol '${settings.protocol}'. mIoU is of one confusion matrix over all slices; the others are means over the slices. ` +
      `${selectionNote(settings)}</p>`,
    notesHtml(scoreNotes(scores)),
    notesHtml((data.leftOut ?? []).map(({ id, error }) => `Left out: '${id}' cannot be used: ${error}`)),
    '<h2>Learning curves</h2>',
    curvesSvg(history),
    '<h2>Examples, from the worst to the best</h2>',
    '<p>Each: the slice, the true mask, what the network marks.</p>',
    ...examples.map(figure),
    '<h2>Every slice</h2>',
    htmlTable([
      ['slice', ...head.slice(1)],
      ...[...scores.cases]
        .sort(worstFirst)
        .map((item) => [
          caseName(item),
          ...(['SEN', 'SPC', 'DSC', 'HD'] as const).map(
            (figure) => formatFigure(figure, item[figure]) + (item.replaced.includes(figure) ? '*' : ''),
          ),
        ]),
    ]),
    '<h2>Settings</h2>',
    `<pre>${escapeHtml(JSON.stringify({ ...settings, normalization: record.normalization, classWeights: record.classWeights ?? settings.classWeights, versions: record.versions, machine: record.machine, data: data.sha256 }, null, 2))}</pre>`,
  ]);
}

function deviationRow(summary: NonNullable<ScoreSet['summary']>): string[] {
  const deviation = (figure: PaperFigure) =>
    figure === 'mIoU' ? '' : formatFigure(figure, summary[figure].sd);
  return ['deviation over slices', ...FIGURES.map(deviation)];
}

function figure({ caption, png }: ExamplePicture): string {
  const source = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  const text = escapeHtml(caption);
  return `<figure><img src="${source}" alt="${text}"><figcaption>${text}</figcaption></figure>`;
}
