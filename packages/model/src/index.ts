import { register } from '@miniseg/blocks';

export type { ImageLike, PixelImage, Segmentation } from '@miniseg/engine';

export {
  exportCheckpoint,
  exportEncoder,
  exportSafetensors,
  type SafetensorsOptions,
} from './checkpoint/export-checkpoint.js';
export {
  type ImportOptions,
  type ImportReport,
  importCheckpoint,
  modelFromCheckpoint,
} from './checkpoint/import-checkpoint.js';
export { type EncoderReport, importEncoder } from './checkpoint/import-encoder.js';
export { recognizeOptions } from './checkpoint/recognize.js';
export * from './count/index.js';
export { ModelError, type ModelErrorCode } from './errors.js';
export {
  checkNormalization,
  type ModelMetadata,
  modelMetadata,
  type Normalization,
  setModelMetadata,
} from './metadata.js';
export { miniSeg } from './mini-seg.js';
export { miniSegClassifier } from './mini-seg-classifier.js';
export { exportOnnx, type OnnxOptions } from './onnx/export-onnx.js';
export { type MiniSegOptions, type Preset, type ResolvedOptions, resolveOptions } from './options.js';
export { loadPretrained } from './pretrained/load-pretrained.js';
export type { PretrainedOptions } from './pretrained/pretrained-bytes.js';
export { PRETRAINED } from './pretrained/registry.js';
export type { PretrainedWeights, WeightsStore } from './pretrained/types.js';
export { modelFromSaved } from './saved/model-from-saved.js';
export { type SavedModel, savedModel } from './saved/saved-model.js';
export { type SegmentOptions, segment } from './segment/segment.js';
export { register };

register();
