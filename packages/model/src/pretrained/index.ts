/** Weights by name, without tfjs: what is known, and its files. `loadPretrained` of the main entry makes models of them. */
export { type DownloadOptions, download } from './download.js';
export { type PretrainedOptions, pretrainedBytes, storeKey } from './pretrained-bytes.js';
export { findPretrained, PRETRAINED } from './registry.js';
export type { PretrainedWeights, WeightsStore } from './types.js';
