export {
  compose,
  paperAugmentation,
  referenceAugmentation,
  sometimes,
  strongAugmentation,
} from './compose.js';
export {
  elasticDeformation,
  marginCrop,
  randomCrop,
  randomFlip,
  randomRotation,
  randomScale,
} from './geometric.js';
export { blur, gaussianNoise, intensityShift, randomContrast, randomGamma } from './photometric.js';
export { pictureSheet, type SheetOptions } from './picture-sheet.js';
export { type DeformationOptions, randomDeformation } from './random-deformation.js';
export { checkSample, type Sample, type Transform } from './sample.js';
export { samplePicture } from './sample-picture.js';
export { cropSample, flipSample, resizeSample } from './warp.js';
