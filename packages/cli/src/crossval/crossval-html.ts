/** The folds on one page. */
import { escapeHtml, htmlPage, htmlTable, notesHtml } from '../train/report/html-page.js';
import { selectionNote } from '../train/report/selection-note.js';
import type { TrainSettings } from '../train/settings/settings.js';
import { type FoldScores, foldNotes, foldTable } from './summarize-folds.js';

export function crossvalHtml(scores: readonly FoldScores[], settings: TrainSettings): string {
  return htmlPage('Cross-validation of MiniSeg', [
    `<p>Recipe '${settings.recipe}', preset '${settings.preset}', ${settings.epochs} epochs, protocol '${settings.protocol}'. ` +
      'mIoU is of one confusion matrix over the slices of a fold, the others are means over its slices; below them the mean ' +
      'and the standard deviation (divisor n - 1) over the folds. ' +
      `${selectionNote(settings)}</p>`,
    htmlTable(foldTable(scores)),
    notesHtml(foldNotes(scores)),
    `<p>Each fold has its own report: ${scores
      .map(({ fold }) => `<a href="fold${fold}/report.html">fold ${fold}</a>`)
      .join(', ')}.</p>`,
    '<h2>Settings</h2>',
    `<pre>${escapeHtml(JSON.stringify({ ...settings, fold: undefined }, null, 2))}</pre>`,
  ]);
}
