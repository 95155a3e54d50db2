/** safetensors files, checksums and harmless text, without the readers of PyTorch's files: what starts quickly. */
export { crc32 } from '../crc32.js';
export { CheckpointError, type CheckpointErrorCode } from '../errors.js';
export { type FileBytes, fileBytes } from '../file-bytes.js';
export { fromFloat32 } from '../from-float32.js';
export { printable, printableJson } from '../printable.js';
export { type SiblingNameOptions, siblingNameFault } from '../sibling-name.js';
export { toFloat32 } from '../to-float32.js';
export type { Checkpoint, CheckpointTensor, TensorDtype } from '../types.js';
export { readSafetensors } from './read-safetensors.js';
export { writeSafetensors } from './write-safetensors.js';
