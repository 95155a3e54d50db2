/** Folders with a mask for each structure: which of them are the same on both sides, and their numbers. */
import { CliError } from '../errors.js';
import { nameSome } from '../text/name-some.js';
import { labelNames } from '../volumes/label-names.js';
import type { MaskSource, VolumePair } from './find-volumes.js';

/** One file in the folder of a case is its label map, as MONAI writes it. */
export function plainPair(pair: VolumePair): VolumePair {
  const { prediction, truth } = pair;
  const single = ({ structures }: MaskSource) => structures === undefined || structures.length === 1;
  if (!single(prediction) || !single(truth)) return pair;
  const plain = ({ path, structures }: MaskSource) => ({ path: structures?.[0].file ?? path });
  return { ...pair, prediction: plain(prediction), truth: plain(truth) };
}

export interface NumberedPairs {
  pairs: VolumePair[];
  numbers?: Map<string, number>;
  names?: Map<number, string>;
  remarks: string[];
}

/**
 * Structures get numbers: those of the other side's dataset.json, else in the order of their names.
 *
 * @throws {CliError} `input` where structures and labels cannot be told to be the same
 */
export async function withNumbers(pairs: VolumePair[]): Promise<NumberedPairs> {
  const [first] = pairs;
  const maps = pairs.flatMap(({ prediction, truth }) =>
    [prediction, truth].filter((side) => !side.structures),
  );
  const names = first && (await labelNames(first.truth.structures?.[0].file ?? first.truth.path));
  if (maps.length === 2 * pairs.length) return { pairs, ...(names ? { names } : {}), remarks: [] };
  const inFolders = (side: 'prediction' | 'truth') =>
    new Set(pairs.flatMap((pair) => pair[side].structures?.map(({ name }) => name) ?? []));
  const [predicted, actual] = [inFolders('prediction'), inFolders('truth')];
  const known = maps.length > 0 ? await namesBeside(maps) : undefined;
  if (maps.length > 0 && known === undefined) {
    const folder = pairs
      .flatMap(({ prediction, truth }) => [prediction, truth])
      .find(({ structures }) => structures);
    throw new CliError(
      'input',
      `'${folder?.path}' is a folder of structures, '${maps[0].path}' a label map, and no dataset.json beside it says which label is ` +
        'which structure. Name the mask of one structure as the file, with --label for its label in the map.',
    );
  }
  const shared = known
    ? [...known].filter(([number, name]) => number > 0 && (predicted.has(name) || actual.has(name)))
    : [...actual]
        .filter((name) => predicted.has(name))
        .sort()
        .map((name, index) => [index + 1, name] as const);
  const taken = new Set(shared.map(([, name]) => name));
  const alone = [...predicted, ...actual].filter((name) => !taken.has(name)).sort();
  if (shared.length === 0 || shared.length > 255) {
    throw new CliError(
      'input',
      `${shared.length} structures are on both sides, and from 1 to 255 can be scored together: ${nameSome(alone)} stand alone. ` +
        'Files of structures belong together when their names are equal.',
    );
  }
  return {
    pairs,
    numbers: new Map(shared.map(([number, name]) => [name, number])),
    names: new Map(shared),
    remarks: alone.length > 0 ? [`Structures of one side alone, not scored: ${nameSome(alone, 10)}.`] : [],
  };
}

async function namesBeside(maps: readonly MaskSource[]): Promise<Map<number, string> | undefined> {
  for (const { path } of maps) {
    const names = await labelNames(path);
    if (names) return names;
  }
  return undefined;
}
