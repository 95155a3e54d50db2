/** The report of a run: scores, curves, examples and all settings on one page that stands alone. */
import type { PaperFigure, PaperMetricsResult } from '@miniseg/metrics';
import { duration } from '../../text/duration.js';
import type { RunRecord } from '../folder/run-record.js';
import { curvesSvg } from './curves-svg.js';
import type { ExamplePicture } from './example-pictures.js';
import type { EpochRow } from './history.js';
import { escapeHtml, htmlPage, htmlTable } from './html-page.js';
import { selectionNote } from './selection-note.js';

export interface ReportParts {
  record: RunRecord;
  history: readonly EpochRow[];
  scores: PaperMetricsResult;
  examples: readonly ExamplePicture[];
}

const FIGURES: readonly PaperFigure[] = ['mIoU', 'SEN', 'SPC', 'DSC', 'HD'];

export function reportHtml({ record, history, scores, examples }: ReportParts): string {
  const { data, settings, result } = record;
  const unit = scores.cases[0]?.unit ?? 'px';
  const head = FIGURES.map((name) => (name === 'HD' ? `HD (${unit})` : name));
  const spread = (figure: PaperFigure) => (figure === 'mIoU' ? '' : show(figure, scores.summary[figure].sd));
  return htmlPage(`MiniSeg trained on ${data.name}`, [
    `<p>${data.training.length} slices to train on, ${data.validation.length} to validate; recipe ` +
      `'${escapeHtml(settings.recipe)}', preset '${settings.preset}' (${record.parameters.toLocaleString('en-US')} ` +
      `parameters), backend ${escapeHtml(record.backend)}, ${duration(record.seconds)}. The weights are those of epoch ` +
      `${result?.epoch} of ${settings.epochs}${settings.keep === 'best' ? ', the best in validation' : ''}.</p>`,
    '<h2>Scores on the validation slices</h2>',
    htmlTable([
      ['', ...head],
      ['mean', ...FIGURES.map((figure) => show(figure, scores.mean[figure]))],
      ['deviation over slices', ...FIGURES.map(spread)],
    ]),
    `<p>Protocol '${settings.protocol}'. mIoU is of one confusion matrix over all slices; the others are means over the slices. ` +
      `${selectionNote(settings)}</p>`,
    '<h2>Learning curves</h2>',
    curvesSvg(history),
    '<h2>Examples, from the worst to the best</h2>',
    '<p>Each: the slice, the true mask, what the network marks.</p>',
    ...examples.map(figure),
    '<h2>Every slice</h2>',
    htmlTable([
      ['slice', ...head.slice(1)],
      ...[...scores.cases]
        .sort((a, b) => (a.DSC ?? -1) - (b.DSC ?? -1))
        .map((item) => [
          item.id,
          ...(['SEN', 'SPC', 'DSC', 'HD'] as const).map((name) => show(name, item[name])),
        ]),
    ]),
    '<h2>Settings</h2>',
    `<pre>${escapeHtml(JSON.stringify({ ...settings, normalization: record.normalization, classWeights: record.classWeights ?? settings.classWeights, versions: record.versions, machine: record.machine, data: data.sha256 }, null, 2))}</pre>`,
  ]);
}

function show(figure: PaperFigure, value: number | undefined): string {
  return value === undefined ? '-' : value.toFixed(figure === 'HD' ? 2 : 4);
}

function figure({ caption, png }: ExamplePicture): string {
  const source = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  const text = escapeHtml(caption);
  return `<figure><img src="${source}" alt="${text}"><figcaption>${text}</figcaption></figure>`;
}
