/** A stack of slices with its geometry: what every reader returns and every writer takes. */
import type { NiftiForms } from './nifti-forms.js';

/** The types of numbers that voxels may have. */
export type PixelArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** Three numbers; directions and positions are x, y, z in LPS (to the patient's left, back and head), millimeters. */
export type Vector3 = [number, number, number];

/** Voxels [slices, rows, columns] and where they lie in the patient. */
export interface Volume {
  /** Voxels in (slice, row, column) order, after rescaling (slope and intercept applied). */
  data: PixelArray;
  /** [slices, rows, columns]; a single slice has 1 slice. */
  shape: Vector3;
  /** Millimeters between neighbors along each axis, in the order of `shape`. */
  spacing: Vector3;
  /** Position of the first voxel's center in the patient, millimeters, LPS (x to the left, y to the back, z up). */
  origin: Vector3;
  /** Unit vectors (LPS) along which the slice, row and column index grow, in the order of `shape`. */
  direction: [Vector3, Vector3, Vector3];
  /** 'HU' where the file says or its format implies Hounsfield units; 'unknown' otherwise. */
  unit: 'HU' | 'unknown';
  /**
   * True for each axis whose spacing the file does not say, so that the number in `spacing` is a placeholder; absent
   * where all are known. No length and no volume may be told from a placeholder, see {@link voxelVolume}. Whoever sets
   * `spacing` by hand removes it.
   */
  assumedSpacing?: [slice: boolean, row: boolean, column: boolean];
  /**
   * How a NIfTI source says where it lies, in its own numbers. `writeNifti` writes them unchanged as long as the
   * geometry above is still the one that was read from them; nothing else needs to look at it.
   */
  forms?: NiftiForms;
  /** What whoever uses the volume should know of its file, in sentences; absent where there is nothing. */
  notes?: string[];
}
