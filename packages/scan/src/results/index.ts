export type { DicomSegOptions } from './dicom-seg-file.js';
export { dicomSegFile } from './dicom-seg-file.js';
export {
  hasRows,
  type LargePictureOptions,
  type PictureRows,
  type SegmentPictureRows,
  segmentLargePicture,
} from './large-picture.js';
export { isPicture, labelMap, type MaskFrame, maskFile, maskPng, type ResultFile } from './mask-file.js';
export { countMarked, type Findings, measure } from './measure.js';
export { overlayPng } from './overlay-png.js';
export type { SliceReport, VolumeReport } from './reports.js';
export { resultNames } from './result-names.js';
export {
  type NetworkSource,
  type SegmentedStudy,
  type SegmentSlices,
  type SegmentStudyOptions,
  segmentStudy,
} from './segment-study.js';
export { type StudyResults, type StudyResultsOptions, studyResults } from './study-results.js';
export { voxelMilliliters } from './voxel-milliliters.js';
