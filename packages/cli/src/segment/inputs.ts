/** What is segmented, before its pixels are read. */

export interface SegmentInput {
  /** Results are named after it: the file name without its suffix, or the folder's name for a series. */
  name: string;
  /** How it is read; what is of no known format counts as a picture, and fails as one. */
  kind: 'picture' | 'nifti' | 'array' | 'dicom';
  /** One file, or the slices of a series. */
  files: string[];
  /** What to call it in the report. */
  label: string;
  /** What is odd about it, as far as is known before its pixels are read. */
  notes: string[];
}

export interface CollectedInputs {
  inputs: SegmentInput[];
  /** Files of folders that are left alone, and why. */
  notTaken: { file: string; reason: string }[];
  /** Files of folders that belong to a series and are damaged. */
  failed: { file: string; error: string }[];
}
