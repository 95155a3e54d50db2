/** The report of a run: scores, curves, examples and all settings on one page that stands alone. */
import { networkTitle } from '../../network/network-title.js';
import { errorLegend, figureHtml, picturesHtml } from '../../report/error-picture.js';
import { type Html, html, markup } from '../../report/html.js';
import { notesHtml, reportPage, section } from '../../report/page.js';
import { casesSection, scoresSection, scoreTiles } from '../../report/scores-section.js';
import { tableHtml } from '../../report/table.js';
import { FIGURES, formatFigure } from '../../scores/figures.js';
import type { ScoreSet } from '../../scores/score-set.js';
import { duration } from '../../text/duration.js';
import { whole } from '../../text/whole.js';
import type { RunRecord } from '../folder/run-record.js';
import { curvesSvg } from './curves-svg.js';
import type { ExamplePicture } from './example-pictures.js';
import type { EpochRow } from './history.js';
import { selectionNote } from './selection-note.js';

export interface ReportParts {
  record: RunRecord;
  history: readonly EpochRow[];
  scores: ScoreSet;
  examples: readonly ExamplePicture[];
}

export function reportHtml({ record, history, scores, examples }: ReportParts): string {
  const { data, settings, result, parameters, backend, seconds, normalization, versions, machine } = record;
  const kept = result?.epoch;
  return reportPage({
    title: titleOf(record, scores),
    lead:
      `Network: ${networkTitle(settings)} with ${whole(parameters)} parameters, recipe '${settings.recipe}': ` +
      `${data.training.length} slices to train on, ${data.validation.length} to validate, ${duration(seconds)} on ${backend}. ` +
      `The weights are those of epoch ${kept} of ${settings.epochs}${settings.keep === 'best' ? ', the best in validation' : ''}.`,
    tiles: scoreTiles(scores),
    sections: [
      scoresSection(scores, 'validation slices', selectionNote(settings)),
      notesHtml((data.leftOut ?? []).map(({ id, error }) => `Left out: '${id}' cannot be used: ${error}`)),
      section(
        'Learning curves',
        html`<div class="plot">${markup(curvesSvg(history, { kept }))}</div>`,
        html`<p class="lead">The dashed line is the epoch whose weights were kept.</p>`,
      ),
      section(
        'Examples, from the worst to the best',
        html`<p>Each slice as it is, and with what became of every pixel.</p>`,
        errorLegend(scores.classes !== undefined),
        picturesHtml(examples.map(({ caption, pictures }) => figureHtml(caption, pictures))),
      ),
      casesSection(scores, 'validation slices'),
      section('Every epoch', epochTable(history, kept)),
    ],
    provenance: {
      ...settings,
      normalization,
      classWeights: record.classWeights ?? settings.classWeights,
      versions,
      machine,
      data: data.sha256,
      weights: result?.weights,
    },
  });
}

/** Such as: MiniSeg trained on ct100, fold 1: DSC 0.758 on 20 slices held out. */
function titleOf({ data, settings }: RunRecord, { mean }: ScoreSet): string {
  const fold = settings.fold === undefined ? '' : `, fold ${settings.fold}`;
  const score = mean.DSC === undefined ? 'no DSC' : `DSC ${mean.DSC.toFixed(3)}`;
  const name =
    typeof settings.network === 'string' && settings.network !== 'miniseg' ? settings.network : 'MiniSeg';
  return `${name} trained on ${data.name}${fold}: ${score} on ${data.validation.length} slices held out`;
}

function epochTable(history: readonly EpochRow[], kept: number | undefined): Html {
  const cell = (value: number | undefined, shown: string) => ({
    shown: value === undefined ? '' : shown,
    value,
  });
  return tableHtml({
    caption: 'The epoch that was kept has a mark',
    columns: ['epoch', 'loss', 'learning rate', ...FIGURES, 'seconds'].map((head) => ({ head })),
    rows: history.map((row) => [
      { shown: `${row.epoch}${row.epoch === kept ? ' (kept)' : ''}`, value: row.epoch },
      cell(row.loss, row.loss.toFixed(4)),
      cell(row.learningRate, row.learningRate.toPrecision(3)),
      ...FIGURES.map((figure) => cell(row[figure], formatFigure(figure, row[figure]))),
      cell(row.seconds, row.seconds.toFixed(1)),
    ]),
  });
}
