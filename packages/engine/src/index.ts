export { classifyLogits } from './classify-logits.js';
export { Engine } from './engine.js';
export type { EngineOptions, EngineSegmentation, EngineSegmentOptions } from './engine-options.js';
export { EngineError, type EngineErrorCode } from './errors.js';
export type { PixelImage } from './image.js';
export type { Simd } from './kernel-module.js';
export { type ItemSource, type MapInOrderOptions, mapInOrder } from './map-in-order.js';
export { EnginePool, type EnginePoolOptions, type PoolSegmentOptions } from './pool/engine-pool.js';
export { checkProgram } from './program/check-program.js';
export { forGreyImages } from './program/grey.js';
export { loadProgram } from './program/load-program.js';
export type {
  AddNode,
  ConvNode,
  DepthwiseNode,
  Ending,
  InputNode,
  Normalization,
  Program,
  ProgramNode,
  PyramidNode,
  ResizeNode,
  Value,
} from './program/program.js';
export { saveProgram } from './program/save-program.js';
export { type Size, sizes } from './program/sizes.js';
export { uses } from './program/uses.js';
