import type { FileReason } from '../sort/image-source.js';
import type { ScanInput } from '../study/scan-input.js';

/** What paths name: what can be segmented, what is left alone, and what is damaged. */
export interface CollectedInputs {
  inputs: ScanInput[];
  /** Files of folders that are left alone, and why. */
  notTaken: FileReason[];
  /** Files that belong to a series and are damaged, and whatever cannot be read. */
  failed: FileReason[];
}
