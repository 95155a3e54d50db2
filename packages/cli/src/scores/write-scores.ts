/** Scores as a table, CSV and JSON. */
import { writeFileAtomic } from '@miniseg/formats/node';
import { type Cell, type PaperMetricsResult, toCsv, toJson } from '@miniseg/metrics';
import { checkTargets } from '../overwrite/check-targets.js';
import { DISCLAIMER, versions } from '../version.js';
import { formatTable } from './format-table.js';

export interface ScoreOutputs {
  /** How many cases the table shows. */
  rows: number;
  csv?: string;
  /** `-` for standard output. */
  json?: string;
  /** Row, column, in mm. */
  spacing?: [number, number];
  overwrite: boolean;
}

export interface Scores {
  result: PaperMetricsResult;
  /** The cases with what belongs to them. */
  cases: Record<string, Cell>[];
  /** More for the JSON. */
  facts: Record<string, unknown>;
  /** What is odd, in words. */
  remarks: string[];
}

/** @throws CliError before any work is done when a file may not be written */
export async function checkScoreTargets(
  { csv, json, overwrite }: ScoreOutputs,
  inputs: readonly string[],
): Promise<void> {
  const targets = [csv, json === '-' ? undefined : json].filter((target) => target !== undefined);
  await checkTargets(targets, { overwrite, inputs });
}

export async function writeScores(scores: Scores, { rows, csv, json, spacing }: ScoreOutputs): Promise<void> {
  const { result, cases, remarks } = scores;
  if (csv !== undefined) await writeFileAtomic(csv, encode(toCsv(cases)));
  if (json === '-') {
    process.stdout.write(report(scores, spacing));
    return;
  }
  if (json !== undefined) await writeFileAtomic(json, encode(report(scores, spacing)));
  process.stdout.write([formatTable(result, { rows }), ...remarks, DISCLAIMER, ''].join('\n'));
}

function report({ result, cases, facts, remarks }: Scores, spacing: [number, number] | undefined): string {
  const { protocol, mean, used, summary, replaced } = result;
  return toJson({
    mean,
    used,
    unit: spacing === undefined ? 'px' : 'mm',
    protocol,
    spacing,
    summary,
    cases,
    undefined: result.undefined,
    replaced,
    ...facts,
    remarks,
    disclaimer: DISCLAIMER,
    versions,
  });
}

const encode = (text: string) => new TextEncoder().encode(text);
