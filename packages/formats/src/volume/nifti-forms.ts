/** The fields with which a NIfTI header says where its image lies, as they stand in the file (see nifti1.h). */
export interface NiftiForms {
  qformCode: number;
  /** Quaternion b, c, d and offset x, y, z. */
  qform: number[];
  sformCode: number;
  /** Three rows of four. */
  sform: number[];
  /** Handedness, then the voxel sizes. */
  pixdim: number[];
  /** Bits 0 to 2: 1 meter, 2 millimeter, 3 micrometer, 0 unknown. */
  units: number;
}
