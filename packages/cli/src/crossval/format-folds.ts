/** The folds as a table for the terminal. */
import { type FoldScores, foldTable } from './summarize-folds.js';

export function formatFolds(scores: readonly FoldScores[]): string {
  const rows = foldTable(scores);
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
      .join('  '),
  );
  // A rule sets the means apart.
  lines.splice(-2, 0, '-'.repeat(lines[0].length));
  return `${lines.join('\n')}\n`;
}
