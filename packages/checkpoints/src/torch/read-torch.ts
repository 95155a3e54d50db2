import { Budget } from '../budget.js';
import { CheckpointError } from '../errors.js';
import type { FileBytes } from '../file-bytes.js';
import { readBytes } from '../read-bytes.js';
import { checkReadOptions } from '../read-options.js';
import { stripPrefix } from '../strip-prefix.js';
import type { Checkpoint, CheckpointTensor, ReadCheckpointOptions } from '../types.js';
import { findStateDict } from './find-state-dict.js';
import { flattenStateDict } from './flatten-state-dict.js';
import { materialize } from './materialize.js';
import { isLegacyTorch, readLegacy } from './read-legacy.js';
import { isZip, readZip } from './read-zip.js';

/**
 * Reads what `torch.save` wrote: a state dict, or a dict that has one under a usual key (`state_dict`, `model`, ...).
 * Both the zip format and the one before PyTorch 1.6. Nothing in the file is executed: its pickle may name the tensor
 * types and plain containers of Python, and nothing else.
 *
 * @param file its bytes; of a `Blob` or `File` a promise is returned
 * @throws {CheckpointError} for every file that is not wholly understood; see {@link CheckpointErrorCode}
 * @example
 * const { tensors, path, ignored } = readTorch(bytes);
 */
export function readTorch(file: Blob, options?: ReadCheckpointOptions): Promise<Checkpoint>;
export function readTorch(file: FileBytes, options?: ReadCheckpointOptions): Checkpoint;
export function readTorch(
  file: FileBytes | Blob,
  options: ReadCheckpointOptions = {},
): Checkpoint | Promise<Checkpoint> {
  checkReadOptions('readTorch', options);
  return readBytes(file, (bytes) => readTorchBytes(bytes, options));
}

/** The same of checked arguments. */
export function readTorchBytes(bytes: Uint8Array, options: ReadCheckpointOptions): Checkpoint {
  const budget = Budget.forFile(bytes.length, options.maxExtraBytes);
  const zip = isZip(bytes);
  if (!zip && !isLegacyTorch(bytes)) {
    throw new CheckpointError(
      'unknown-format',
      'This is no file of torch.save: it begins neither like a zip archive nor with the magic number of older files.',
    );
  }
  const { root, storages } = zip ? readZip(bytes, budget) : readLegacy(bytes);
  const wanted = typeof options.path === 'string' ? [options.path] : options.path;
  const { dict, path, siblings } = findStateDict(root, wanted);
  const flat = flattenStateDict(dict, path);
  const tensors = new Map<string, CheckpointTensor>();
  for (const [name, tensor] of flat.tensors) tensors.set(name, materialize(name, tensor, storages, budget));
  const checkpoint: Checkpoint = {
    tensors,
    metadata: {},
    format: zip ? 'torch-zip' : 'torch-legacy',
    path,
    strippedPrefix: '',
    ignored: [...siblings, ...flat.ignored],
  };
  return options.stripPrefix === false ? checkpoint : stripPrefix(checkpoint);
}
