import { register } from '@miniseg/blocks';

export type { ImageLike, PixelImage, Segmentation } from '@miniseg/engine';

export {
  exportCheckpoint,
  exportSafetensors,
  type SafetensorsOptions,
} from './checkpoint/export-checkpoint.js';
export {
  type ImportOptions,
  type ImportReport,
  importCheckpoint,
  modelFromCheckpoint,
} from './checkpoint/import-checkpoint.js';
export { recognizeOptions } from './checkpoint/recognize.js';
export { countMacs } from './count-macs.js';
export { countParameters } from './count-parameters.js';
export { ModelError, type ModelErrorCode } from './errors.js';
export {
  checkNormalization,
  type ModelMetadata,
  modelMetadata,
  type Normalization,
  setModelMetadata,
} from './metadata.js';
export { miniSeg } from './mini-seg.js';
export { exportOnnx, type OnnxOptions } from './onnx/export-onnx.js';
export { type MiniSegOptions, type Preset, type ResolvedOptions, resolveOptions } from './options.js';
export { type SegmentOptions, segment } from './segment/segment.js';
export { register };

register();
