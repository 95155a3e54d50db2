/** A data list of MONAI: `{"training": [{"image": ..., "label": ..., "fold": 0}], "validation": [...]}`. */
import type { DatasetItem } from '@miniseg/data';
import { CliError } from '../errors.js';
import { stem } from '../pairing/stem.js';

/** Lists whose items have labels; `test` has none. */
const LISTS = ['training', 'validation'] as const;
/** Names under which lists have the patient. */
const PATIENT = ['patient', 'group', 'patient_id', 'subject', 'subject_id'];

/** Whether a list is one of MONAI's. */
export function isMonaiList(text: string): boolean {
  if (!/^\s*\{/.test(text)) return false;
  try {
    const content = JSON.parse(text) as Record<string, unknown>;
    return LISTS.some((name) => Array.isArray(content[name]));
  } catch {
    return false;
  }
}

/**
 * The items of a list that `isMonaiList` has recognized. Their `split` is the list that they are in, or their fold.
 *
 * @param what begins messages: `The list 'dataset.json'`
 * @throws {CliError} `input` for an entry without image or label, and for one of several channels
 */
export function readMonaiList(what: string, text: string): DatasetItem[] {
  const content = JSON.parse(text) as Record<string, unknown>;
  const seen = new Map<string, string>();
  return LISTS.flatMap((name) => {
    const list = Array.isArray(content[name]) ? (content[name] as Record<string, unknown>[]) : [];
    return list.map((entry, index): DatasetItem => {
      const where = `Entry ${index + 1} of '${name}' in ${what.replace(/^The/, 'the')}`;
      const [image, mask] = [fileIn(where, entry, ['image']), fileIn(where, entry, ['label', 'mask', 'seg'])];
      const id = typeof entry.id === 'string' ? entry.id : stem(image);
      const other = seen.get(id);
      if (other !== undefined) {
        throw new CliError(
          'input',
          `${what} has '${id}' twice, as '${other}' and as '${image}'. Name each case once, or give them an "id" each.`,
        );
      }
      seen.set(id, image);
      const group = PATIENT.map((key) => entry[key]).find((value) => value !== undefined);
      const fold =
        name === 'training' && Number.isInteger(entry.fold) ? `fold${Number(entry.fold)}` : undefined;
      return {
        ...{ id, image, mask },
        ...(group === undefined ? {} : { group: String(group) }),
        split: fold ?? name,
      };
    });
  });
}

function fileIn(where: string, entry: unknown, keys: readonly string[]): string {
  const record = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>;
  const value = keys.map((key) => record[key]).find((each) => each !== undefined);
  const file = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (Array.isArray(file)) {
    throw new CliError(
      'input',
      `${where} has ${file.length} channels, and a network sees one. Name one file.`,
    );
  }
  if (typeof file === 'string' && file !== '') return file;
  throw new CliError('input', `${where} has no '${keys[0]}'. Each needs an image and a label.`);
}
