/** What is known of a DICOM image besides its pixels. */
import type { DataSet } from 'dicom-parser';
import type { Vector3 } from '../volume/volume.js';

/** What differs between the frames of one file. */
export interface DicomFrame {
  /** Center of the first pixel, millimeters, LPS. */
  position?: Vector3;
  /** Unit vectors along which the row and the column index grow. */
  rowDirection?: Vector3;
  columnDirection?: Vector3;
  slope: number;
  intercept: number;
  /** Number of the segment that the frame shows; segmentation objects only. */
  segment?: number;
  /** Millimeters; segmentation objects, where frames may differ. */
  thickness?: number;
}

/** The attributes of a DICOM image that pixels and geometry need; the parsed file stays at hand in `dataSet`. */
export interface DicomHeader {
  dataSet: DataSet;
  transferSyntax: string;
  sopClassUID: string;
  sopInstanceUID: string;
  studyInstanceUID: string;
  seriesInstanceUID: string;
  seriesDescription: string;
  modality: string;
  instanceNumber: number;
  rows: number;
  columns: number;
  samples: 1 | 3;
  planar: boolean;
  photometric: string;
  bitsAllocated: 1 | 8 | 16 | 32;
  bitsStored: number;
  highBit: number;
  signed: boolean;
  /** First and last stored value that mean 'outside of the image'. */
  padding?: [number, number];
  /** Millimeters between rows and between columns, where the file says. */
  pixelSpacing?: [number, number];
  /** SpacingBetweenSlices and SliceThickness, millimeters. */
  sliceDistance?: number;
  sliceThickness?: number;
  /** SliceLocation, millimeters along the normal from somewhere; files of one frame only. */
  sliceLocation?: number;
  frames: DicomFrame[];
  unit: 'HU' | 'unknown';
  /** True where stored values measure something, so that MONOCHROME1 says how to show them and not what they are. */
  quantity: boolean;
  /** Attributes that differ between the scans of one series (acquisition, phase, echo, kernel, ...), as text. */
  traits: Map<string, string>;
  frameOfReferenceUID: string;
  /** BINARY, FRACTIONAL or LABELMAP; segmentation objects only. */
  segmentationType?: string;
}
