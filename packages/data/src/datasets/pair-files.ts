/** Images and masks found by their names. */
import { check, checkOptions } from '../check-options.js';
import { checkList } from '../check-values.js';
import { DataError } from '../errors.js';
import type { DatasetItem } from './dataset-item.js';

/** Patterns of file names, for `pairFiles`. */
export interface PairPatterns {
  /** For example 'images/tr_im_{id}.png'. */
  image: string;
  /** For example 'masks/tr_mask_{id}.png'. */
  mask: string;
}

/** What `pairFiles` found. */
export interface PairedFiles {
  /** In the order of their ids. */
  items: DatasetItem[];
  /** Images without a mask, which are also among `items`, and masks without an image, which are not. */
  imagesWithoutMask: string[];
  masksWithoutImage: string[];
}

/**
 * Pairs names by the text that stands for `{id}` (no slash). `{group}` names the patient, `*` stands for anything
 * but a slash. A pattern matches the end of a path, whole folders at a time; backslashes count as slashes.
 *
 * @throws {DataError} `invalid-argument` for a pattern without `{id}` or an id that two files claim
 *
 * @example
 * pairFiles(names, { image: 'images/tr_im_{id}.png', mask: 'masks/tr_mask_{id}.png' }).items;
 * pairFiles(names, { image: '{group}/ct_{id}.nii.gz', mask: '{group}/seg_{id}.nii.gz' });
 */
export function pairFiles(names: readonly string[], patterns: PairPatterns): PairedFiles {
  checkList(names, 'The names', 'they are an array of file names');
  checkOptions('pairFiles', patterns, { image: 1, mask: 1 });
  const images = matchNames(names, patterns.image);
  const masks = matchNames(names, patterns.mask);
  const items = [...images.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { name, id, group }]): DatasetItem => {
      const mask = masks.get(key)?.name;
      return { id, image: name, ...(mask ? { mask } : {}), ...(group ? { group } : {}) };
    });
  return {
    items,
    imagesWithoutMask: items.filter((item) => !item.mask).map((item) => item.image),
    masksWithoutImage: [...masks.entries()].filter(([key]) => !images.has(key)).map(([, { name }]) => name),
  };
}

interface Match {
  name: string;
  id: string;
  group?: string;
}

/** Matches by group and id, so that '1.nii' of two patients stay two. */
function matchNames(names: readonly string[], pattern: string): Map<string, Match> {
  check(typeof pattern === 'string', 'The pattern', pattern, "it is text such as 'images/{id}.png'");
  if (!pattern.includes('{id}')) {
    throw new DataError(
      'invalid-argument',
      `pattern '${pattern}' lacks {id}; write for example 'images/{id}.png'.`,
    );
  }
  const source = pattern
    .replace(/[.+?^$()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replace('{id}', '(?<id>[^/]+)')
    .replace('{group}', '(?<group>[^/]+)');
  const expression = new RegExp(`(?:^|/)${source}$`);
  const matches = new Map<string, Match>();
  for (const name of names) {
    const groups = expression.exec(name.replaceAll('\\', '/'))?.groups;
    if (!groups?.id) continue;
    const { id, group } = groups;
    const key = group ? `${group}/${id}` : id;
    const other = matches.get(key);
    if (other) {
      throw new DataError(
        'invalid-argument',
        `'${other.name}' and '${name}' both match '${pattern}' with id '${key}'; make the pattern more exact.`,
      );
    }
    matches.set(key, group ? { name, id: key, group } : { name, id });
  }
  return matches;
}
