export { type CombinedLoss, combine, type LossTerm } from './combine.js';
export { crossEntropy } from './cross-entropy.js';
export {
  type DeepSupervisionLoss,
  type DeepSupervisionOptions,
  deepSupervision,
} from './deep-supervision.js';
export { dice } from './dice.js';
export { effectiveNumber } from './effective-number.js';
export { LossError, type LossErrorCode } from './errors.js';
export { type FocalOptions, focal } from './focal.js';
export { inverseFrequency } from './inverse-frequency.js';
export { inverseLogFrequency } from './inverse-log-frequency.js';
export type { OverlapOptions } from './overlap-loss.js';
export type { PixelLossOptions } from './pixel-loss.js';
export type { SegmentationLoss } from './segmentation-loss.js';
export { type TverskyOptions, tversky } from './tversky.js';
