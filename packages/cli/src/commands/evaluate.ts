/** `miniseg evaluate`: the paper's five figures of predicted masks against true ones. */
import path from 'node:path';
import { writeFileAtomic } from '@miniseg/data/node';
import { type PaperProtocol, toCsv, toJson } from '@miniseg/metrics';
import { CliError } from '../errors.js';
import { checkPairs } from '../evaluate/check-pairs.js';
import { checkTargets } from '../evaluate/check-targets.js';
import { formatTable } from '../evaluate/format-table.js';
import { listMasks } from '../evaluate/list-masks.js';
import { nameSome } from '../evaluate/name-some.js';
import { type PairedMasks, pairMasks } from '../evaluate/pair-masks.js';
import { readPairList } from '../evaluate/read-pair-list.js';
import { type ScoredPairs, scorePairs } from '../evaluate/score-pairs.js';
import { DISCLAIMER, versions } from '../version.js';

export interface EvaluateCommandOptions {
  list?: string;
  allowMissing: boolean;
  label?: number;
  protocol: PaperProtocol;
  /** Row, column, in mm. */
  spacing?: [number, number];
  rows: number;
  csv?: string;
  /** `-` for standard output. */
  json?: string;
  overwrite: boolean;
}

/** @throws CliError, DataError or MetricsError before anything is written. */
export async function evaluateCommand(
  predictions: string | undefined,
  truths: string | undefined,
  options: EvaluateCommandOptions,
): Promise<void> {
  const { list, label, protocol, spacing, rows, csv, json, overwrite } = options;
  if (csv === '-')
    throw new CliError('usage', '--csv writes a file; only --json takes - for standard output.');
  const paired = await findPairs(predictions, truths, options);
  await checkPairs(paired.pairs);
  const inputs = paired.pairs.flatMap(({ prediction, truth }) => [prediction, truth]);
  const targets = [csv, json === '-' ? undefined : json].filter((target) => target !== undefined);
  await checkTargets(targets, { overwrite, inputs: list === undefined ? inputs : [...inputs, list] });

  const result = await scorePairs(paired.pairs, { protocol, label, spacing });
  if (csv !== undefined) await writeFileAtomic(csv, encode(toCsv(caseRows(result, paired))));
  if (json === '-') {
    process.stdout.write(report(result, paired, options));
    return;
  }
  if (json !== undefined) await writeFileAtomic(json, encode(report(result, paired, options)));
  process.stdout.write(
    [formatTable(result, { rows }), ...remarks(result, paired), DISCLAIMER, ''].join('\n'),
  );
}

const encode = (text: string) => new TextEncoder().encode(text);

async function findPairs(
  predictions: string | undefined,
  truths: string | undefined,
  { list, allowMissing }: EvaluateCommandOptions,
): Promise<PairedMasks> {
  if (list !== undefined) return { pairs: await readPairList(list, { predictions, truths }), missing: [] };
  if (predictions === undefined || truths === undefined) {
    throw new CliError('usage', 'Name the folder of predictions and the folder of truths, or pass --list.');
  }
  const [predicted, known] = [await listMasks(predictions, 'predictions'), await listMasks(truths, 'truths')];
  if (predicted.single && known.single) {
    const [prediction, truth] = [predicted.files[0], known.files[0]];
    return { pairs: [{ id: path.parse(prediction).name, prediction, truth }], missing: [] };
  }
  const paired = pairMasks(predicted.files, known.files);
  if (paired.missing.length > 0 && !allowMissing) {
    throw new CliError(
      'input',
      `${paired.missing.length} of ${known.files.length} truths have no prediction: ${nameSome(paired.missing)}. Predict ` +
        `them too, or pass --allow-missing to score the ${paired.pairs.length} that have one.`,
    );
  }
  return paired;
}

/** The cases with their files. */
function caseRows({ cases }: ScoredPairs, { pairs }: PairedMasks) {
  return cases.map(({ id, ...figures }, index) => ({
    id,
    prediction: path.basename(pairs[index].prediction),
    truth: path.basename(pairs[index].truth),
    ...figures,
  }));
}

function report(
  result: ScoredPairs,
  paired: PairedMasks,
  { label, spacing }: EvaluateCommandOptions,
): string {
  const { protocol, mean, used, summary, replaced } = result;
  return toJson({
    mean,
    used,
    unit: spacing === undefined ? 'px' : 'mm',
    protocol,
    label,
    spacing,
    summary,
    cases: caseRows(result, paired),
    undefined: result.undefined,
    replaced,
    missing: paired.missing.map((file) => path.basename(file)),
    remarks: result.remarks,
    disclaimer: DISCLAIMER,
    versions,
  });
}

function remarks(result: ScoredPairs, { missing }: PairedMasks): string[] {
  return missing.length === 0
    ? result.remarks
    : [
        ...result.remarks,
        `${missing.length} truths have no prediction and are not scored (--allow-missing).`,
      ];
}
