/** A data set's report for people. */
import { check } from '../check-options.js';
import type { DatasetReport } from './check-dataset.js';

/**
 * Plain text, a line for each fact whatever the names of files are: what there is, what it looks like in numbers, and every issue, errors first.
 *
 * @example
 * console.log(formatReport(await checkDataset(items, { read })));
 */
export function formatReport(report: DatasetReport): string {
  const isReport = Array.isArray(report?.items) && Array.isArray(report.issues);
  check(isReport, 'The report', report, 'it is what checkDataset returns');
  const { items, issues, statistics } = report;
  const lines: string[] = [];
  const shares = items.flatMap((item) => item.lesionShare ?? []).sort((a, b) => a - b);
  lines.push(`${counted(items.length, 'readable item')}, ${shares.length} with a mask`);
  if (statistics) {
    lines.push(
      `mean ${statistics.mean.toFixed(6)}, std ${statistics.std.toFixed(6)} (per image, then averaged)`,
    );
    const classes = statistics.classPixels.map(
      (pixels, label) => `${label}: ${pixels} (${(100 * statistics.classShares[label]).toFixed(2)} %)`,
    );
    if (classes.length > 0) lines.push(`pixels per class  ${classes.join('  ')}`);
    if (statistics.ignored > 0) lines.push(`ignored pixels (255)  ${statistics.ignored}`);
  }
  if (shares.length > 0) {
    const at = (quantile: number) =>
      `${(100 * shares[Math.round(quantile * (shares.length - 1))]).toFixed(2)} %`;
    lines.push(`lesion share  smallest ${at(0)}  median ${at(0.5)}  largest ${at(1)}`);
  }
  const splits = new Map<string, number>();
  for (const { split } of items) if (split !== undefined) splits.set(split, (splits.get(split) ?? 0) + 1);
  if (splits.size > 0)
    lines.push(`splits  ${[...splits].map(([name, count]) => `${name}: ${count}`).join('  ')}`);
  const errors = issues.filter((issue) => issue.severity === 'error');
  const warnings = issues.filter((issue) => issue.severity === 'warning');
  lines.push(
    issues.length === 0
      ? 'no issues'
      : `${counted(errors.length, 'error')}, ${counted(warnings.length, 'warning')}`,
  );
  for (const { severity, code, message } of [...errors, ...warnings])
    lines.push(`  ${severity} [${code}] ${message}`);
  return `${lines.map(inOneLine).join('\n')}\n`;
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Names of files may hold line breaks, and others of the characters that terminals act on. */
const inOneLine = (line: string) =>
  line.replaceAll(/\p{Cc}/gu, (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`);
