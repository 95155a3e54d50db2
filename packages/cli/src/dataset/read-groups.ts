/** Which patient each item belongs to, from a CSV file. */
import type { DatasetItem } from '@miniseg/data';
import { readCsv } from '../csv/read-csv.js';
import { CliError } from '../errors.js';
import { nameSome } from '../text/name-some.js';
import { itemAliases } from './item-aliases.js';

/**
 * Columns `id` (or `image`) and `group` (or `patient`). Rows for items that are not in the data set do no harm.
 *
 * @throws {CliError} when the file cannot be read, lacks a column, leaves an item out or contradicts itself
 */
export async function readGroups(file: string, items: readonly DatasetItem[]): Promise<DatasetItem[]> {
  const aliases = itemAliases(items);
  const groups = new Map<DatasetItem, string>();
  for (const row of await readRows(file)) {
    const [name, group] = [row.id ?? row.image, row.group ?? row.patient];
    const item = aliases.get(name);
    if (!item || !group) continue;
    const other = groups.get(item);
    if (other !== undefined && other !== group) {
      throw new CliError(
        'input',
        `'${file}' has '${name}' in the groups '${other}' and '${group}'. Name it once.`,
      );
    }
    groups.set(item, group);
  }
  const alone = items.filter((item) => !groups.has(item)).map(({ id }) => id);
  if (alone.length > 0) {
    throw new CliError(
      'input',
      `'${file}' has no group for ${alone.length} of ${items.length} items: ${nameSome(alone)}. Give each a row.`,
    );
  }
  return items.map((item) => ({ ...item, group: groups.get(item) as string }));
}

async function readRows(file: string): Promise<Record<string, string>[]> {
  const { columns, records } = await readCsv(`The groups '${file}'`, file);
  const has = (...names: string[]) => names.some((name) => columns.includes(name));
  if (!has('id', 'image') || !has('group', 'patient')) {
    throw new CliError(
      'input',
      `'${file}' has the columns ${columns.length > 0 ? nameSome(columns, 6) : 'of an empty file'}; it needs 'id' and 'group' ` +
        'in its first line.',
    );
  }
  return records;
}
