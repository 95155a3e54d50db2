/** Everything that can be wrong with a data set before training starts, found in one pass. */

import { FormatError, type Vector3 } from '@miniseg/formats/volume';
import { checkOptions } from '../check-options.js';
import { checkFunction, checkList } from '../check-values.js';
import type { DatasetItem } from '../datasets/dataset-item.js';
import { DataError, type DataErrorCode } from '../errors.js';
import { DatasetStatistics, type StatisticsResult } from '../prepare/dataset-statistics.js';
import { contentHash } from './content-hash.js';
import { type LoadedItem, loadItem, type ReadBytes } from './load-item.js';

/** What can be wrong with a data set. */
export type IssueCode =
  | 'unreadable'
  | 'no-mask'
  | 'size-mismatch'
  | 'unexpected-label'
  | 'empty-mask'
  | 'constant-image'
  | 'no-numbers'
  | 'spacing-mismatch'
  | 'mixed-sizes'
  | 'duplicate-image'
  | 'leakage-duplicate'
  | 'leakage-group';

/** One thing that is wrong with a data set, or worth a look. */
export interface DatasetIssue {
  code: IssueCode;
  /** 'error': training on it is wrong; 'warning': look at it. */
  severity: 'error' | 'warning';
  /** Ids of the items concerned. */
  items: string[];
  message: string;
}

/** An item that could be read, and what was measured of it. */
export interface CheckedItem {
  id: string;
  split?: string;
  shape: Vector3;
  /** Share of pixels that are neither label 0 nor ignored; undefined without mask. */
  lesionShare?: number;
  hash: string;
}

/** What `checkDataset` found. */
export interface DatasetReport {
  items: CheckedItem[];
  issues: DatasetIssue[];
  /** Statistics of all readable items whose pixels are numbers; undefined if there was none. */
  statistics?: StatisticsResult;
}

/** Options of `checkDataset`. */
export interface CheckOptions {
  read: ReadBytes;
  /** Labels that may occur; 255 (ignored) always may. Default 0 and 1. */
  labels?: readonly number[];
  /** Stored label to label, applied first. */
  remap?: Readonly<Record<number, number>>;
  /** Factor on pixel values for the statistics. Default 1/255. */
  scale?: number;
  /** Called after each item. */
  onProgress?: (done: number, total: number) => void;
}

/**
 * Reads every item once, one at a time, and checks sizes, labels, empty masks, duplicates (by their pixels), and
 * items or patients that stand in two splits (`item.split`).
 *
 * @example
 * const report = await checkDataset(items, { read: (name) => readFile(path.join(root, name)) });
 * console.log(formatReport(report));
 */
export async function checkDataset(
  items: readonly DatasetItem[],
  options: CheckOptions,
): Promise<DatasetReport> {
  checkList(items, 'The items', 'they are an array, such as pairFiles gives');
  checkOptions('checkDataset', options, { read: 1, labels: 1, remap: 1, scale: 1, onProgress: 1 });
  checkFunction(options.read, 'read', 'it is a function from a name to the bytes, such as readFile');
  const statistics = new DatasetStatistics(options.scale);
  const checked: CheckedItem[] = [];
  const issues: DatasetIssue[] = [];
  let counted = 0;
  for (const [n, item] of items.entries()) {
    try {
      const loaded = await loadItem(item, options.read, options.remap);
      checked.push(checkItem(item, loaded, options.labels ?? [0, 1], issues));
      const { data } = loaded.image;
      if (data.some(Number.isFinite)) {
        statistics.add(data, loaded.mask?.data);
        counted++;
      }
    } catch (error) {
      issues.push(failure(item, error));
    }
    options.onProgress?.(n + 1, items.length);
  }
  issues.push(...checkSizes(checked), ...checkDuplicates(checked), ...checkGroups(items));
  return { items: checked, issues, ...(counted > 0 ? { statistics: statistics.result() } : {}) };
}

/** A problem of one file is reported; a bug of this package or of the caller's reader is not hidden. */
function failure({ id }: DatasetItem, error: unknown): DatasetIssue {
  const issue = { severity: 'error' as const, items: [id] };
  if (DataError.isInstance(error) || FormatError.isInstance(error)) {
    const codes: Partial<Record<DataErrorCode, IssueCode>> = {
      geometry: 'size-mismatch',
      'invalid-argument': 'unexpected-label',
    };
    const message = error.message.startsWith(`${id}:`) ? error.message : `${id}: ${error.message}`;
    return { ...issue, code: codes[error.code] ?? 'unreadable', message };
  }
  // The file system's errors carry a code as well.
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string') throw error;
  return { ...issue, code: 'unreadable', message: `${id}: cannot be read: ${(error as Error).message}` };
}

function checkItem(
  item: DatasetItem,
  { image, mask }: LoadedItem,
  labels: readonly number[],
  issues: DatasetIssue[],
): CheckedItem {
  const report = (code: IssueCode, severity: DatasetIssue['severity'], text: string) =>
    issues.push({ code, severity, items: [item.id], message: `${item.id}: ${text}` });
  const { data } = image;
  if (data.every((value) => value === data[0])) {
    report('constant-image', 'error', `every pixel is ${data[0]}; the picture is blank.`);
  }
  let strangers = 0;
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) strangers++;
  if (strangers === data.length) {
    report('no-numbers', 'error', 'no pixel is a finite number. Check how the file was exported.');
  } else if (strangers > 0) {
    report(
      'no-numbers',
      'warning',
      `${strangers} of ${data.length} pixels are no finite numbers; they count nowhere, and NaN is seen as black.`,
    );
  }
  const result: CheckedItem = { id: item.id, shape: image.shape, hash: contentHash(data) };
  if (item.split !== undefined) result.split = item.split;
  if (!mask) {
    report('no-mask', 'warning', 'there is no mask; it can be segmented but not trained on.');
    return result;
  }
  const counts = new Array<number>(256).fill(0);
  for (const label of mask.data) counts[label]++;
  const strange = counts.flatMap((count, label) =>
    count > 0 && label !== 255 && !labels.includes(label) ? [`${label} (${count} pixels)`] : [],
  );
  if (strange.length > 0) {
    report(
      'unexpected-label',
      'error',
      `labels ${strange.join(', ')}; expected ${labels.join(', ')}: remap them.`,
    );
  }
  if (counts[255] > 0 && counts.slice(1, 255).every((count) => count === 0) && !labels.includes(255)) {
    report(
      'unexpected-label',
      'warning',
      'every foreground pixel is 255, which is ignored; if it means 1, remap it.',
    );
  }
  const valid = mask.data.length - counts[255];
  result.lesionShare = valid > 0 ? (valid - counts[0]) / valid : 0;
  if (counts.slice(1).every((count) => count === 0)) report('empty-mask', 'warning', 'the mask is empty.');
  const apart = image.spacing.some((value, axis) => Math.abs(value - mask.spacing[axis]) > 1e-3 * value);
  if (apart) {
    report(
      'spacing-mismatch',
      'error',
      `spacing [${image.spacing}] of the image, [${mask.spacing}] of the mask.`,
    );
  }
  return result;
}

function checkSizes(items: readonly CheckedItem[]): DatasetIssue[] {
  const sizes = groupBy(items, (item) => `${item.shape[1]} x ${item.shape[2]}`);
  if (sizes.size < 2) return [];
  const list = [...sizes].map(([size, members]) => `${size} (${members.length})`).join(', ');
  const rare = [...sizes.values()].reduce((a, b) => (b.length < a.length ? b : a));
  const message = `sizes differ: ${list}; batches need one size, so resize or crop.`;
  return [{ code: 'mixed-sizes', severity: 'warning', items: rare.map((item) => item.id), message }];
}

function checkDuplicates(items: readonly CheckedItem[]): DatasetIssue[] {
  return [...groupBy(items, (item) => item.hash).values()]
    .filter((same) => same.length > 1)
    .map((same) => {
      const ids = same.map((item) => item.id);
      const splits = [...new Set(same.flatMap((item) => item.split ?? []))];
      const leaks = splits.length > 1;
      return {
        code: leaks ? 'leakage-duplicate' : 'duplicate-image',
        severity: leaks ? 'error' : 'warning',
        items: ids,
        message: `${ids.join(', ')}: the same picture${leaks ? ` in ${splits.join(' and ')}` : ''}; keep one.`,
      };
    });
}

function checkGroups(items: readonly DatasetItem[]): DatasetIssue[] {
  const grouped = items.filter((item) => item.group !== undefined && item.split !== undefined);
  return [...groupBy(grouped, (item) => item.group!)].flatMap(([group, members]): DatasetIssue[] => {
    const splits = [...new Set(members.map((item) => item.split))];
    if (splits.length < 2) return [];
    const message = `group ${group} is in ${splits.join(' and ')}; keep a patient in one split.`;
    return [{ code: 'leakage-group', severity: 'error', items: members.map((item) => item.id), message }];
  });
}

function groupBy<T>(values: readonly T[], key: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const members = groups.get(key(value));
    if (members) members.push(value);
    else groups.set(key(value), [value]);
  }
  return groups;
}
