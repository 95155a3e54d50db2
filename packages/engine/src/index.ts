export { type ItemSource, type MapInOrderOptions, mapInOrder } from '@miniseg/threads';
export { classifyLogits } from './classify-logits.js';
export { Engine, type EngineOptions } from './engine.js';
export { EngineError, type EngineErrorCode, type Refuse } from './errors.js';
export {
  type CheckedImage,
  checkImage,
  type ImageLike,
  type PixelImage,
  readPixels,
  type TensorImage,
} from './image.js';
export type { KernelOptions, Simd } from './kernel-module.js';
export { checkModel, rememberedNormalization } from './layers-model.js';
export { LEAST_SIDE, networkSize } from './network-size.js';
export { checkNormalization, type Normalization } from './normalization.js';
export { EnginePool, type EnginePoolOptions, type PoolSegmentOptions } from './pool/engine-pool.js';
export type { Profile, ProfileOptions, StepProfile } from './profile/profile.js';
export { checkProgram } from './program/check-program.js';
export { forGreyImages } from './program/grey.js';
export { loadProgram } from './program/load-program.js';
export {
  type ActivateNode,
  type ActivationKind,
  type AddNode,
  type AttendNode,
  type CombineNode,
  type ConstantNode,
  type ConvNode,
  type DepthwiseNode,
  type EndedNode,
  type Ending,
  type FilterNode,
  type GatherNode,
  type GeneralNode,
  hasEnding,
  type InputNode,
  type MixNode,
  type PoolNode,
  type ProductsNode,
  type Program,
  type ProgramNode,
  type PyramidNode,
  type ResampleNode,
  type ResizeNode,
  type SpreadNode,
  type TapsNode,
  type UnpoolNode,
  type Value,
  type WeightlessNode,
} from './program/program.js';
export { saveProgram } from './program/save-program.js';
export { type Size, sizes } from './program/sizes.js';
export { networkOutput, twoClasses } from './program/two-classes.js';
export { renamed, uses } from './program/uses.js';
export { type Pair, placeWindow, type Window } from './program/window.js';
export type { MaskRows, RowImage } from './row-image.js';
export type { Segmentation, SegmentOptions, SeriesOptions } from './segment-options.js';
export { checkSlices, networkInput, type Slice } from './slice.js';
export {
  checkTta,
  type RunView,
  segmentViews,
  type TestTimeAugmentation,
  ttaRuns,
  type ViewOptions,
} from './views/segment-views.js';
