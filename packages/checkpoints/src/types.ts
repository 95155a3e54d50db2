/** What a checkpoint file holds, whatever its format. */

/** Element types, named as safetensors names them. */
export type TensorDtype =
  | 'F64'
  | 'F32'
  | 'F16'
  | 'BF16'
  | 'I64'
  | 'I32'
  | 'I16'
  | 'I8'
  | 'U8'
  | 'U16'
  | 'U32'
  | 'U64'
  | 'BOOL';

/** One tensor of a checkpoint: its bytes and how to read them. */
export interface CheckpointTensor {
  dtype: TensorDtype;
  shape: number[];
  /**
   * Little-endian raw bytes, row-major and contiguous. They may be a view of the file's bytes, at any byte offset, and
   * tensors that share a storage may share them: treat them as read-only, or copy.
   */
  bytes: Uint8Array;
}

/** Formats of checkpoints: safetensors, and what PyTorch wrote before and since version 1.6. */
export type CheckpointFormat = 'safetensors' | 'torch-legacy' | 'torch-zip';

/** What a reader returns: the tensors of a file, and what else it found there. */
export interface Checkpoint {
  /** By name, in the file's order. */
  tensors: Map<string, CheckpointTensor>;
  /** The `__metadata__` of a safetensors file; empty for PyTorch files. */
  metadata: Record<string, string>;
  format: CheckpointFormat;
  /** Keys that lead to the state dict inside a PyTorch file, for example `['state_dict']`; empty at the top level. */
  path: string[];
  /** What was cut off the front of every name, for example `'module.'`; empty when nothing was. */
  strippedPrefix: string;
  /** Entries that are no weights (epoch, optimizer, ...), as dotted names from the top level. */
  ignored: string[];
}

/** Options of the readers of PyTorch files. */
export interface ReadCheckpointOptions {
  /** Keys that lead to the state dict of a PyTorch file, when it is not where it usually is. A string is one key. */
  path?: string | readonly string[];
  /**
   * Cut off `module.` (DataParallel) and `_orig_mod.` (torch.compile) when every name starts with it. Default true.
   */
  stripPrefix?: boolean;
  /**
   * Most bytes that may be allocated for tensors beyond the file itself: strided tensors made contiguous, compressed
   * or big-endian storages. Default: four times the file's size plus 16 MiB.
   */
  maxExtraBytes?: number;
}
