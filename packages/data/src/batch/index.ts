export { type Batch, type BatchOptions, BatchSource, type BatchState } from './batch-source.js';
export { type LoadSample, type SampleKeys, withAugmentation } from './sample-keys.js';
export { SampleWorkers } from './sample-workers.js';
export { serveSamples } from './serve-samples.js';
export { type StackedSamples, stackSamples } from './stack-samples.js';
export type { MessageEnd } from './worker-protocol.js';
