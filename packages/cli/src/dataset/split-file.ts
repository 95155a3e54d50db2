/** Files that say which items are for training and which for validation. */
import { type DatasetItem, publishedFolds, type Split } from '@miniseg/data';
import { CliError } from '../errors.js';
import { isInputError } from '../files/is-input-error.js';
import { readText } from '../files/readable.js';
import { nameSome } from '../text/name-some.js';
import { itemAliases } from './item-aliases.js';

export interface NamedSplit extends Split<DatasetItem> {
  /** 'hold-out', or 'fold1', 'fold2', ... */
  name: string;
}

/** @param options what the splits were made with, for those who want to make them again */
export function encodeSplits(splits: readonly NamedSplit[], options: object): Uint8Array {
  const ids = (items: readonly DatasetItem[]) => items.map(({ id }) => id);
  const content = {
    options,
    splits: splits.map(({ name, training, validation }) => ({
      name,
      training: ids(training),
      validation: ids(validation),
    })),
  };
  return new TextEncoder().encode(`${JSON.stringify(content, null, 2)}\n`);
}

/**
 * Reads a file of `data split`, nnU-Net's splits_final.json, or published folds: `{"val": {"fold1": ["0000", ...], ...}}`.
 *
 * @throws {CliError} for a file of another structure, ids that no item has, or an id that is trained on and validated
 */
export async function readSplitFile(file: string, items: readonly DatasetItem[]): Promise<NamedSplit[]> {
  const content = await parse(file);
  const aliases = itemAliases(items);
  const nnunet = Array.isArray(content) ? content.map(nnunetSplit) : undefined;
  if (!nnunet && !('splits' in content)) return fromFolds(file, content, aliases);
  const splits = nnunet ?? (content as { splits: unknown }).splits;
  if (!Array.isArray(splits) || splits.length === 0 || !splits.every(isSplit)) {
    throw new CliError(
      'input',
      `'${file}' is no file of splits: it needs {"splits": [{"training": [ids], "validation": [ids]}]}. Make one with ` +
        "'miniseg data split'.",
    );
  }
  return splits.map(({ name, ...lists }, index) => {
    const resolve = (ids: readonly string[]) => {
      const unknown = ids.filter((id) => !aliases.has(id));
      if (unknown.length > 0) {
        throw new CliError(
          'input',
          `'${file}' names ${unknown.length} items that the data set does not have: ${nameSome(unknown)}. Give the data ` +
            'set that the file was made for, or split again.',
        );
      }
      return ids.map((id) => aliases.get(id) as DatasetItem);
    };
    const training = resolve(lists.training);
    const validation = resolve(lists.validation);
    const both = training.filter((item) => validation.includes(item)).map(({ id }) => id);
    if (both.length > 0) {
      throw new CliError(
        'input',
        `'${file}' has ${both.length} items in training and in validation: ${nameSome(both)}. Leave each in one of them.`,
      );
    }
    return { name: name ?? `fold${index + 1}`, training, validation };
  });
}

/** An entry of nnU-Net's splits_final.json, `[{"train": [ids], "val": [ids]}]`. */
function nnunetSplit(entry: unknown): unknown {
  const { train, val } = (entry ?? {}) as Record<string, unknown>;
  return { training: train, validation: val };
}

async function parse(file: string): Promise<object> {
  try {
    const content: unknown = JSON.parse(await readText(`The splits '${file}'`, file));
    if (typeof content === 'object' && content !== null) return content;
    throw new Error('It holds no JSON object');
  } catch (cause) {
    if (CliError.isInstance(cause)) throw cause;
    throw new CliError('input', `The splits '${file}' cannot be read: ${(cause as Error).message}.`, {
      cause,
    });
  }
}

function fromFolds(file: string, content: object, aliases: Map<string, DatasetItem>): NamedSplit[] {
  const named = [...aliases].map(([id, item]) => ({ id, image: item.image, item }));
  const items = (list: readonly (typeof named)[number][]) => list.map(({ item }) => item);
  try {
    return publishedFolds(named, content).map(({ training, validation }, index) => ({
      name: `fold${index + 1}`,
      training: items(training),
      validation: items(validation),
    }));
  } catch (cause) {
    if (!isInputError(cause)) throw cause;
    throw new CliError('input', `'${file}': ${cause.message}`, { cause });
  }
}

interface StoredSplit {
  name?: string;
  training: string[];
  validation: string[];
}

function isSplit(value: unknown): value is StoredSplit {
  if (typeof value !== 'object' || value === null) return false;
  const { training, validation, name } = value as Record<string, unknown>;
  const isList = (list: unknown) => Array.isArray(list) && list.every((id) => typeof id === 'string');
  return isList(training) && isList(validation) && (name === undefined || typeof name === 'string');
}
