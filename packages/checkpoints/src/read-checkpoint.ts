import { CheckpointError } from './errors.js';
import type { FileBytes } from './file-bytes.js';
import { readBytes } from './read-bytes.js';
import { checkReadOptions } from './read-options.js';
import { readSafetensorsBytes } from './safetensors/read-safetensors.js';
import { stripPrefix } from './strip-prefix.js';
import { isLegacyTorch } from './torch/read-legacy.js';
import { readTorchBytes } from './torch/read-torch.js';
import { isZip } from './torch/read-zip.js';
import type { Checkpoint, ReadCheckpointOptions } from './types.js';

/**
 * Reads a checkpoint of any supported format, which is recognized by content: safetensors, or a file of `torch.save`
 * (see {@link readTorch}). A prefix that wrappers put before all names is cut off; `strippedPrefix` says so.
 *
 * @param file its bytes; of a `Blob` or `File` a promise is returned
 * @throws {CheckpointError} `unknown-format` when it is neither, else as the format's reader
 * @example
 * const { tensors, format, ignored } = readCheckpoint(new Uint8Array(await readFile('model.pth')));
 * for (const [name, { dtype, shape }] of tensors) console.log(name, dtype, shape);
 */
export function readCheckpoint(file: Blob, options?: ReadCheckpointOptions): Promise<Checkpoint>;
export function readCheckpoint(file: FileBytes, options?: ReadCheckpointOptions): Checkpoint;
export function readCheckpoint(
  file: FileBytes | Blob,
  options: ReadCheckpointOptions = {},
): Checkpoint | Promise<Checkpoint> {
  checkReadOptions('readCheckpoint', options);
  return readBytes(file, (bytes) => readAnyFormat(bytes, options));
}

function readAnyFormat(bytes: Uint8Array, options: ReadCheckpointOptions): Checkpoint {
  if (isZip(bytes) || isLegacyTorch(bytes)) return readTorchBytes(bytes, options);
  // The JSON header follows 8 bytes of length, of which the upper four are zero in every file that can be read.
  if (bytes.length >= 8 && bytes.subarray(4, 8).every((byte) => byte === 0) && (bytes[8] ?? 0x7b) === 0x7b) {
    const checkpoint = readSafetensorsBytes(bytes);
    return options.stripPrefix === false ? checkpoint : stripPrefix(checkpoint);
  }
  throw new CheckpointError(
    'unknown-format',
    `${describe(bytes)} Give a .safetensors file or one of torch.save.`,
  );
}

function describe(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'The file is empty.';
  // Not TextDecoder: what it calls latin1 is another encoding.
  const text = String.fromCharCode(...bytes.subarray(0, 265));
  if (text.startsWith('\x89HDF')) return 'This is an HDF5 file (Keras).';
  if (text.startsWith('\x1f\x8b')) return 'This is a gzip file: unpack it first.';
  if (text.startsWith('{')) return 'This is JSON, perhaps the model.json of a tfjs model.';
  if (text.startsWith('version https://git-lfs'))
    return 'This is a Git LFS pointer: get the file itself (git lfs pull).';
  if (text.startsWith('<')) return 'This is an HTML or XML page, perhaps of a failed download.';
  if (text.startsWith('\x80')) return 'This is a pickle that torch.save did not write.';
  if (text.slice(257, 262) === 'ustar')
    return 'This is a tar archive, perhaps of torch.save before version 0.1.11.';
  return 'This is no checkpoint that is known here.';
}
