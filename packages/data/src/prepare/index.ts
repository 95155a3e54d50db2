export { pictureSheet, type SheetOptions } from '../augment/picture-sheet.js';
export { type Box, boundingBox, cropVolume } from './crop.js';
export { DatasetStatistics, type StatisticsResult } from './dataset-statistics.js';
export { extractSlice, type PlanarImage, type SliceAxis, sliceCount } from './extract-slice.js';
export {
  applyWindow,
  clipValues,
  type IntensityWindow,
  standardize,
  WINDOWS,
  type WindowName,
  windowTo8bit,
  zScore,
} from './intensity.js';
export { bodyMask, connectedComponents, lungMask } from './regions.js';
export { CT100_TO_INFECTION, remapLabels } from './remap-labels.js';
export { orientationOf, reorientVolume } from './reorient.js';
export { type Grid, type ResampleOptions, resampleToGrid, resampleVolume } from './resample.js';
