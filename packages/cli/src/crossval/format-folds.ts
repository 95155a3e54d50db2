/** The folds as a table for the terminal. */
import { alignColumns } from '../text/align-columns.js';
import { type FoldScores, foldTable } from './summarize-folds.js';

export function formatFolds(scores: readonly FoldScores[]): string {
  const lines = alignColumns(foldTable(scores));
  // A rule sets the means apart.
  lines.splice(-2, 0, '-'.repeat(lines[0].length));
  return lines.join('\n');
}
