/** Lists of items as CSV or JSON. */
import { check } from '../check-options.js';
import { checkList } from '../check-values.js';
import { DataError } from '../errors.js';
import { csvText } from './csv-text.js';
import type { DatasetItem } from './dataset-item.js';
import { parseCsv } from './parse-csv.js';

const FIELDS = ['id', 'image', 'mask', 'group', 'split'] as const;

/**
 * Reads a list. JSON: an array of `{image, mask?, id?, group?, split?}`, or an object with that array under `items`.
 * CSV: a header line that names some of these columns in any order ('patient' counts as 'group'), separated by comma,
 * semicolon or tab, values quoted where needed. Without an id the image's name is the id.
 *
 * @throws {DataError} `corrupt` for text that is neither, an item without image, or an id that occurs twice
 *
 * @example
 * readItemList('image,mask,patient\na.png,a_mask.png,7\n');
 */
export function readItemList(text: string): DatasetItem[] {
  check(typeof text === 'string', 'The list', text, 'it is text, CSV or JSON (decode bytes first)');
  const clean = text.replace(/^\uFEFF/, '').trim();
  const records = /^[[{]/.test(clean) ? parseJson(clean) : fromCsv(clean);
  const seen = new Set<string>();
  return records.map((record, n) => {
    const value = (key: string) => {
      const found = record[key];
      return found === undefined || found === null || found === '' ? undefined : String(found);
    };
    const image = value('image');
    if (!image) throw corrupt(`entry ${n + 1} names no image; every entry needs one`);
    const item: DatasetItem = { id: value('id') ?? image, image };
    for (const key of FIELDS) {
      const found = value(key) ?? (key === 'group' ? value('patient') : undefined);
      if (found) item[key] = found;
    }
    if (seen.has(item.id)) throw corrupt(`the id '${item.id}' occurs twice; ids must be unique`);
    seen.add(item.id);
    return item;
  });
}

/** The list as CSV, as `readItemList` reads it. */
export function writeItemList(items: readonly DatasetItem[]): string {
  checkList(items, 'The items', 'they are an array of { id, image, mask? }');
  for (const item of items)
    check(typeof item?.image === 'string', 'An item', item, 'it is { id, image, mask? }');
  const used = FIELDS.filter((key) => items.some((item) => item[key] !== undefined));
  const lines = items.map((item) => used.map((key) => csvText(item[key] ?? '')).join(','));
  return `${[used.join(','), ...lines].join('\n')}\n`;
}

type ItemRecord = Record<string, unknown>;

function parseJson(text: string): ItemRecord[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new DataError('corrupt', `list: no valid JSON (${(error as Error).message}).`, { cause: error });
  }
  const list = Array.isArray(parsed) ? parsed : (parsed as ItemRecord).items;
  if (!Array.isArray(list) || !list.every((entry) => typeof entry === 'object' && entry !== null)) {
    throw corrupt("JSON must be an array of objects, or an object with such an array under 'items'");
  }
  return list;
}

function fromCsv(text: string): ItemRecord[] {
  const { columns, records } = parseCsv(text);
  if (columns.includes('image')) return records;
  throw corrupt(
    `the CSV header is '${text.split(/\r?\n/, 1)[0]}'; it must name a column 'image' (and 'mask', 'id', 'group', 'split')`,
  );
}

function corrupt(what: string): DataError {
  return new DataError('corrupt', `list: ${what}.`);
}
