/** A stack of slices with its geometry: what every reader returns and every writer takes. */

export type PixelArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

export type Vector3 = [number, number, number];

export interface Volume {
  /** Voxels in (slice, row, column) order, after rescaling (slope and intercept applied). */
  data: PixelArray;
  /** [slices, rows, columns]; a single slice has 1 slice. */
  shape: Vector3;
  /** Millimetres between neighbours along each axis, in the order of `shape`. */
  spacing: Vector3;
  /** Position of the first voxel's centre in the patient, millimetres, LPS (x to the left, y to the back, z up). */
  origin: Vector3;
  /** Unit vectors (LPS) along which the slice, row and column index grow, in the order of `shape`. */
  direction: [Vector3, Vector3, Vector3];
  /** 'HU' where the file says or its format implies Hounsfield units; 'unknown' otherwise. */
  unit: 'HU' | 'unknown';
}
