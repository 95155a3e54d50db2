/** Pairs of masks from a CSV or JSON file. */
import path from 'node:path';
import { parseCsv } from '@miniseg/data';
import { parsing } from '../csv/read-csv.js';
import { CliError } from '../errors.js';
import { listedFile } from '../files/listed-file.js';
import { readText } from '../files/readable.js';
import type { MaskPair } from '../pairing/mask-pair.js';

/** Where names in the list are looked up before the list's own folder. */
export interface PairListFolders {
  predictions?: string;
  truths?: string;
}

/**
 * CSV with the columns `prediction` and `truth`, or a JSON array of objects with these keys; `id` may name the case.
 *
 * @throws {CliError} when the list cannot be read, is empty, names no file or a missing one, or names one twice
 */
export async function readPairList(list: string, folders: PairListFolders = {}): Promise<MaskPair[]> {
  const what = `The list '${list}'`;
  const text = (await readText(what, list)).trim();
  const records = parsing(what, () => (/^[[{]/.test(text) ? readJson(text) : parseCsv(text).records));
  if (records.length === 0) {
    throw new CliError(
      'input',
      `The list '${list}' names no pair. Give it one row for each, below a header.`,
    );
  }
  const seen = new Set<string>();
  const once = (what: string, name: string, identity = name) => {
    if (seen.has(`${what} ${identity}`)) {
      throw new CliError('input', `The list '${list}' has the ${what} '${name}' twice. Name each once.`);
    }
    seen.add(`${what} ${identity}`);
  };
  const locate = async (side: 'prediction' | 'truth', record: Record<string, unknown>, entry: number) => {
    const name = record[side];
    if (typeof name !== 'string' || name === '') {
      throw new CliError(
        'input',
        `Entry ${entry} of the list '${list}' has no ${side}. Each needs a 'prediction' and a 'truth': columns of a ` +
          'CSV with a header, or keys of a JSON object.',
      );
    }
    const given = folders[`${side}s`];
    const other = folders[side === 'truth' ? 'predictions' : 'truths'];
    const file = await listedFile(what, name, [
      ...(given === undefined ? [] : [given]),
      path.dirname(list),
      ...(other === undefined ? [] : [other]),
    ]);
    if (file === undefined) {
      throw new CliError(
        'input',
        `Entry ${entry} of the list '${list}': there is no ${side} '${name}'. Names are relative to ` +
          `${given === undefined ? '' : `'${given}', or `}the folder of the list.`,
      );
    }
    once(side, name, file);
    return file;
  };
  const pairs: MaskPair[] = [];
  for (const [index, record] of records.entries()) {
    const prediction = await locate('prediction', record, index + 1);
    const truth = await locate('truth', record, index + 1);
    const id = String(record.id ?? '') || String(record.prediction);
    once('id', id);
    pairs.push({ id, prediction, truth });
  }
  return pairs;
}

function readJson(text: string): Record<string, unknown>[] {
  const parsed: unknown = JSON.parse(text);
  if (Array.isArray(parsed) && parsed.every((entry) => typeof entry === 'object' && entry !== null)) {
    return parsed;
  }
  throw new Error('it is no JSON array of objects. Write [{"prediction": "a.png", "truth": "b.png"}, ...].');
}
