/** Augmentation and batches without readers and their codecs, for training code that is bundled. */
export * from '../augment/index.js';
export { type Batch, type BatchOptions, BatchSource, type BatchState } from '../batch/batch-source.js';
export { type LoadSample, type SampleKeys, withAugmentation } from '../batch/sample-keys.js';
export { SampleWorkers } from '../batch/sample-workers.js';
export { serveSamples } from '../batch/serve-samples.js';
export { type StackedSamples, stackSamples } from '../batch/stack-samples.js';
export type { MessageEnd } from '../batch/worker-protocol.js';
export { DataError, type DataErrorCode } from '../errors.js';
export { Random } from '../random.js';
