export { batchTensors, type TensorBatch } from './batch-tensors.js';
export { tensorBatches } from './tensor-batches.js';
