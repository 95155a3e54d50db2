import type { Vector3 } from '@miniseg/formats/volume';
import type { GreyRange, GreyScale } from '../view/grey-scale.js';
import type { Findings } from './measure.js';

/** What a report says of a slice. */
export interface SliceReport {
  file: string;
  width: number;
  height: number;
  mask: string;
  overlay?: string;
  /** Pixels that are not background. */
  pixels: number;
  /** ... of all pixels of the image. */
  share: number;
  /** Values shown as black and white; files that are no pictures, and pictures where these had to be guessed. */
  range?: GreyRange;
  /** What had to be guessed of the values' meaning; `notes` says it in words. */
  guessed?: GreyScale['guessed'];
  dicomSeg?: string;
  dicomSr?: string;
  notes?: string[];
}

/** What a report says of a volume. */
export interface VolumeReport extends Findings {
  name: string;
  /** File, or folder and series. */
  file: string;
  seriesInstanceUID?: string;
  /** [slices, rows, columns] of the file. */
  shape: Vector3;
  /** Millimeters, in the order of `shape`; absent where the file does not say. */
  spacing?: Vector3;
  /** Letters of the columns', rows' and slices' directions, such as LPS. */
  orientation: string;
  hounsfield: boolean;
  /** Values that were black and white. */
  range: GreyRange;
  /** What had to be guessed of the values' meaning; `notes` says it in words. */
  guessed?: GreyScale['guessed'];
  labels: string;
  dicomSeg?: string;
  dicomSr?: string;
  overlay?: string;
  /** Slices on the contact sheet, in the file's own count from 0. */
  overlaySlices?: number[];
  /** Axial slices that were segmented. */
  slices: number;
}
