export { type CompressedDtype, compressTensors } from './compress/compress-tensors.js';
export { expandTensors } from './compress/expand-tensors.js';
export { crc32 } from './crc32.js';
export { CheckpointError, type CheckpointErrorCode } from './errors.js';
export { type FileBytes, fileBytes } from './file-bytes.js';
export { fromFloat32 } from './from-float32.js';
export { printable, printableJson } from './printable.js';
export { readCheckpoint } from './read-checkpoint.js';
export { readSafetensors } from './safetensors/read-safetensors.js';
export { writeSafetensors } from './safetensors/write-safetensors.js';
export { type SiblingNameOptions, siblingNameFault } from './sibling-name.js';
export { toFloat32 } from './to-float32.js';
export { readTorch } from './torch/read-torch.js';
export type {
  Checkpoint,
  CheckpointFormat,
  CheckpointTensor,
  ReadCheckpointOptions,
  TensorDtype,
} from './types.js';
