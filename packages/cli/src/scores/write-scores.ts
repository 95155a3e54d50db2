/** Scores as a table, CSV and JSON. */

import { writeFileAtomic } from '@miniseg/checkpoints/node';
import { type Cell, iou, toCsv, toJson } from '@miniseg/metrics';
import { CliError } from '../errors.js';
import { prepareTargets } from '../overwrite/refuse-overwriting.js';
import { printJsonText, printLines } from '../text/output.js';
import { DISCLAIMER, versions } from '../version.js';
import { formatTable } from './format-table.js';
import { caseCount, type ScoreSet } from './score-set.js';

export interface ScoreOutputs {
  /** Table of the lesions of volumes. */
  lesions?: string;
  /** How many cases the table shows. */
  rows: number;
  csv?: string;
  /** `-` for standard output. */
  json?: string;
  /** Page to look at. */
  report?: string;
  /** Row, column, of volumes slice, row, column; in mm. */
  spacing?: readonly number[];
  overwrite: boolean;
}

export interface Scores {
  result: ScoreSet;
  /** The cases with what belongs to them. */
  cases: Record<string, Cell>[];
  /** Cases that could not be scored. */
  failed: { id: string; error: string }[];
  /** More for the JSON. */
  facts: Record<string, unknown>;
  /** What is odd, in words. */
  remarks: string[];
  /** Lines below the table, with what else was found. */
  below?: readonly string[];
}

/** @throws {CliError} before any work is done when a file may not be written */
export async function checkScoreTargets(
  { csv, json, report, lesions, overwrite }: ScoreOutputs,
  inputs: readonly string[],
): Promise<void> {
  const targets = [csv, report, lesions, json === '-' ? undefined : json].filter(
    (target) => target !== undefined,
  );
  await prepareTargets(targets, { overwrite, inputs });
}

/** @throws {CliError} `input` after all is written, when a case could not be scored */
export async function writeScores(scores: Scores, { rows, csv, json, spacing }: ScoreOutputs): Promise<void> {
  const { result, cases, remarks, failed, below = [] } = scores;
  if (csv !== undefined) await writeFileAtomic(csv, toCsv(cases));
  const report = toJson(reportOf(scores, spacing));
  if (json !== undefined && json !== '-') await writeFileAtomic(json, report);
  if (json === '-') printJsonText(report);
  else printLines([...formatTable(result, { rows }).trimEnd().split('\n'), ...below, ...remarks, DISCLAIMER]);
  if (failed.length > 0) {
    throw new CliError(
      'input',
      `${failed.length} of ${failed.length + caseCount(result)} cases could not be scored; the figures are of the others.`,
      { more: failed.map(({ id, error }) => `${id}: ${error}`) },
    );
  }
}

function reportOf({ result, cases, failed, facts, remarks }: Scores, spacing: readonly number[] | undefined) {
  const { protocol, mean, used, summary, replaced, classes } = result;
  return {
    mean,
    used,
    unit: result.cases[0]?.unit ?? 'px',
    protocol,
    spacing,
    ...(classes ? { classes: classReports(result, classes) } : { summary }),
    cases,
    undefined: result.undefined,
    replaced,
    failed,
    ...facts,
    remarks,
    disclaimer: DISCLAIMER,
    versions,
  };
}

function classReports({ counts }: ScoreSet, classes: NonNullable<ScoreSet['classes']>) {
  const ious = iou(counts, { reduction: 'none' });
  const reports = Object.entries(classes).map(([label, { mean, used, summary }]) => {
    const { mIoU: _, ...means } = mean;
    return [label, { IoU: ious[Number(label)], mean: means, used, summary }] as const;
  });
  return Object.fromEntries(reports);
}
