/** The folds on one page. */
import { networkTitle } from '../network/network-title.js';
import { boxPlot } from '../report/box-plot.js';
import { html } from '../report/html.js';
import { notesHtml, reportPage, section, type Tile } from '../report/page.js';
import { tableHtml } from '../report/table.js';
import { FIGURES, figureHead, formatFigure } from '../scores/figures.js';
import { selectionNote } from '../train/report/selection-note.js';
import type { TrainSettings } from '../train/settings/settings.js';
import { type FoldScores, foldNotes, foldTable, summarizeFolds } from './summarize-folds.js';

export function crossvalHtml(scores: readonly FoldScores[], settings: TrainSettings): string {
  const [head, ...rows] = foldTable(scores).map((row) => row.map((text) => text.trim()));
  const [deviation, mean] = [rows.pop() as string[], rows.pop() as string[]];
  const values = (figure: (typeof FIGURES)[number]) => scores.map(({ figures }) => figures[figure]);
  const anySet = scores.some(({ replaced }) => FIGURES.some((figure) => replaced[figure]));
  return reportPage({
    title: titleOf(scores, settings),
    lead:
      `Network: ${networkTitle(settings)}, recipe '${settings.recipe}', ${settings.epochs} epochs, protocol '${settings.protocol}'. ` +
      `Every slice was scored by the network that had not seen it in training. ${selectionNote(settings)}`,
    tiles: tilesOf(scores),
    sections: [
      section(
        'Folds',
        tableHtml({
          caption: 'Below: the mean, and the standard deviation (divisor n - 1) over the folds',
          columns: head.map((text) => ({ head: text })),
          rows: rows.map(([fold, ...cells]) => [
            { shown: html`<a href="fold${fold}/report.html">fold ${fold}</a>`, value: Number(fold) },
            ...cells.map((shown) => ({ shown, value: shown === '-' ? undefined : Number.parseFloat(shown) })),
          ]),
          foot: [mean, deviation],
        }),
        html`<p>mIoU is of one confusion matrix over the slices of a fold, the others are means over its slices.</p>`,
        anySet &&
          html`<p class="lead">* set by the protocol '${settings.protocol}' in some of the slices, as counted here:</p>`,
        notesHtml(foldNotes(scores)),
      ),
      section(
        'How the folds differ',
        boxPlot(
          (['DSC', 'mIoU', 'SEN', 'SPC'] as const).map((figure) => ({
            name: figure,
            values: values(figure),
          })),
          { domain: [0, 1] },
        ),
        boxPlot([{ name: 'HD', values: values('HD') }], { unit: 'px' }),
      ),
    ],
    provenance: { ...settings, fold: undefined },
  });
}

const COUNTS = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten'];

function titleOf(scores: readonly FoldScores[], { data, images, list }: TrainSettings): string {
  const { mean, deviation } = summarizeFolds(scores);
  const of = data ?? images ?? list;
  const name = of === undefined ? '' : ` of ${of.split(/[\\/]/).filter(Boolean).at(-1)}`;
  const count = COUNTS[scores.length] ?? String(scores.length);
  const spread = deviation.DSC === undefined ? '' : ` ± ${deviation.DSC.toFixed(3)}`;
  const score = mean.DSC === undefined ? 'no DSC' : `DSC ${mean.DSC.toFixed(3)}${spread}`;
  return `${count} ${scores.length === 1 ? 'fold' : 'folds'}${name}: ${score}`;
}

function tilesOf(scores: readonly FoldScores[]): Tile[] {
  const { mean, deviation } = summarizeFolds(scores);
  return (['DSC', 'mIoU', 'SEN', 'SPC', 'HD'] as const).map((figure) => ({
    name: figureHead(figure, 'px'),
    value: formatFigure(figure, mean[figure]),
    ...(deviation[figure] === undefined
      ? {}
      : { more: `± ${formatFigure(figure, deviation[figure])} over the folds` }),
  }));
}
