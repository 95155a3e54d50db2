/** What an archive says of objects that were to be stored (PS3.18, 10.5.3). */
import { type DicomJsonObject, itemsOf, numberOf, TAG, textOf } from './dicom-json.js';

/** Objects by their SOP Instance UID. */
export interface StoreResult {
  stored: string[];
  failed: { sopInstanceUid?: string; reason: string }[];
}

/** PS3.18, table I.2-2; another object with the same identifier is there already. */
const DUPLICATE = 0x0111;

/**
 * @param sent Identifiers of what was sent: some archives answer with an empty list when all was stored.
 */
export function storeResult(
  answers: readonly DicomJsonObject[],
  sent: readonly (string | undefined)[],
): StoreResult {
  const stored: string[] = [];
  const failed: StoreResult['failed'] = [];
  for (const answer of answers) {
    for (const item of itemsOf(answer, TAG.referencedSopSequence)) {
      const uid = textOf(item, TAG.referencedSopInstanceUid);
      if (uid !== undefined) stored.push(uid);
    }
    for (const item of itemsOf(answer, TAG.failedSopSequence)) {
      const sopInstanceUid = textOf(item, TAG.referencedSopInstanceUid);
      const code = numberOf(item, TAG.failureReason);
      if (code === DUPLICATE && sopInstanceUid !== undefined) stored.push(sopInstanceUid);
      else failed.push({ sopInstanceUid, reason: reasonOf(code) });
    }
  }
  if (stored.length + failed.length > 0) return { stored, failed };
  return { stored: sent.filter((uid) => uid !== undefined), failed: [] };
}

function reasonOf(code: number | undefined): string {
  if (code === undefined) return 'the archive gives no reason';
  const hex = `0x${code.toString(16).toUpperCase().padStart(4, '0')}`;
  if (code === 0x0110) return `the archive could not process it (${hex})`;
  if (code === 0x0112 || code === 0x0122) return `the archive takes no objects of this class (${hex})`;
  if (code === 0x0124) return `the archive does not allow it (${hex})`;
  if (code >= 0xa700 && code <= 0xa7ff) return `the archive is out of space or memory (${hex})`;
  if (code >= 0xa900 && code <= 0xa9ff) return `the object contradicts its class or its study (${hex})`;
  if (code >= 0xc000 && code <= 0xcfff) return `the archive cannot understand the object (${hex})`;
  return `the archive gives the code ${hex}`;
}
