import type { DicomSeries, Volume } from '@miniseg/formats';
import type { ImageKind } from '../sort/image-kind.js';
import type { AxialView } from '../view/axial-view.js';
import type { GreyScale } from '../view/grey-scale.js';
import type { Slices } from './slices.js';

/** All of a volume but its voxels: where they lie, and what the file says besides. */
export type Grid = Omit<Volume, 'data'>;

/** A scan that was read: its axial slices, how they are shown to a network, and the way back to the file's voxels. */
export interface Study {
  kind: ImageKind;
  /** Of the file. */
  grid: Grid;
  /** False where the file does not say how large its voxels are, or how far apart its slices: no mL can be given. */
  knownSpacing: boolean;
  /** Axial slices of the file's values, see {@link axialView}. */
  slices: Slices;
  view: Omit<AxialView, 'volume' | 'notes'>;
  /** Which values are black and white. */
  grey: GreyScale;
  /** Pictures of 8 bits, and others that use all of their range: samples go to the network as they are, this is white. */
  white?: number;
  seriesInstanceUID?: string;
  /** Source of a DICOM segmentation, with the bytes of its files. */
  series?: DicomSeries;
  /** What a reader of the results should know, in sentences. */
  notes: string[];
}
