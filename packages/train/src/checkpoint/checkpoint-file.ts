/**
 * The bytes of a checkpoint: a safetensors file with the tensors `model/<key>`, `optimizer/<slot>/<key>` and `average/<key>`, the rest of
 * the state as JSON in its metadata, and a checksum of the whole file. The tensors are little-endian float32, so the file
 * can be read wherever safetensors can.
 */
import {
  CheckpointError,
  type CheckpointTensor,
  crc32,
  type FileBytes,
  fileBytes,
  fromFloat32,
  readSafetensors,
  toFloat32,
  writeSafetensors,
} from '@miniseg/checkpoints';
import { check } from '../check-options.js';
import { TrainError } from '../errors.js';
import type { BestEpoch, EpochRecord, Json } from '../types.js';

/** A float32 tensor in plain memory. */
export interface Tensor32 {
  shape: number[];
  data: Float32Array;
}

/** Everything in a checkpoint that is no tensor; plain JSON. */
export interface CheckpointState {
  /** Updates so far. */
  step: number;
  /** Batches computed so far. */
  microStep: number;
  epoch: number;
  /** Next batch of the epoch. */
  batch: number;
  /** Sums over the steps of the current epoch. */
  sums: { loss: number; heads: number[]; batches: number; seconds: number; learningRate: number };
  history: EpochRecord[];
  best?: BestEpoch;
  /** Early stopping: the last figure that was a gain, and evaluations since. */
  stopping: { value?: number; since: number };
  /** How the run ended, if it did. */
  ended?: 'finished' | 'stopped-early';
  optimizer: { className: string; step: number };
  /** The backend that computed it; absent in files of earlier releases. */
  backend?: string;
  /** Settings that must be the same in the run that continues. */
  settings: { readonly [name: string]: Json };
}

/** All that a run needs to go on. */
export interface TrainingCheckpoint {
  state: CheckpointState;
  /** By the keys of the weights, in the order of the file. */
  weights: Map<string, Tensor32>;
  /** Moments by slot, then by key. */
  slots: Record<string, Map<string, Tensor32>>;
  /** The moving average of the weights, by the same keys, where the run keeps one. */
  average?: Map<string, Tensor32>;
}

const FORMAT = 'miniseg-training-1';
// Metadata come first in the file and are sorted, so the checksum has a fixed place.
const BEFORE_SUM = '{"__metadata__":{"checksum":"';
const SUM_AT = 8 + BEFORE_SUM.length;
const SUM_DIGITS = 8;

export function encodeCheckpoint({ state, weights, slots, average }: TrainingCheckpoint): Uint8Array {
  const tensors = new Map<string, CheckpointTensor>();
  for (const [key, { data, shape }] of weights) tensors.set(`model/${key}`, fromFloat32(data, shape));
  for (const [slot, moments] of Object.entries(slots)) {
    for (const [key, { data, shape }] of moments) {
      tensors.set(`optimizer/${slot}/${key}`, fromFloat32(data, shape));
    }
  }
  for (const [key, { data, shape }] of average ?? []) tensors.set(`average/${key}`, fromFloat32(data, shape));
  const metadata = { checksum: '0'.repeat(SUM_DIGITS), format: FORMAT, state: JSON.stringify(state) };
  const bytes = writeSafetensors(tensors, metadata);
  const sum = crc32(bytes).toString(16).padStart(SUM_DIGITS, '0');
  bytes.set(new TextEncoder().encode(sum), SUM_AT);
  return bytes;
}

/**
 * Reads a checkpoint that a trainer wrote.
 *
 * @param file its bytes; of a `Blob` or `File` a promise is returned
 * @throws {TrainError} `corrupt` for bytes that are not such a file, or not as they were written
 * @example
 * const { state, weights } = decodeCheckpoint(await readFile('run/best.safetensors'));
 */
export function decodeCheckpoint(file: Blob): Promise<TrainingCheckpoint>;
export function decodeCheckpoint(file: FileBytes): TrainingCheckpoint;
export function decodeCheckpoint(file: FileBytes | Blob): TrainingCheckpoint | Promise<TrainingCheckpoint> {
  const bytes = fileBytes(file as unknown);
  check(bytes, 'The checkpoint', file, 'give its bytes: a Uint8Array, an ArrayBuffer or a Blob');
  return bytes instanceof Uint8Array ? decodeBytes(bytes) : bytes.then(decodeBytes);
}

function decodeBytes(bytes: Uint8Array): TrainingCheckpoint {
  const text = (from: number, to: number) => new TextDecoder('latin1').decode(bytes.subarray(from, to));
  if (text(8, SUM_AT) !== BEFORE_SUM) {
    throw corrupt(
      'it is no checkpoint of a training run; give the file of a run, or an older one of its checkpoints',
    );
  }
  const zeros = new TextEncoder().encode('0'.repeat(SUM_DIGITS));
  const before = crc32(zeros, crc32(bytes.subarray(0, SUM_AT)));
  const sum = crc32(bytes.subarray(SUM_AT + SUM_DIGITS), before);
  const written = text(SUM_AT, SUM_AT + SUM_DIGITS);
  if (sum.toString(16).padStart(SUM_DIGITS, '0') !== written) {
    throw corrupt(
      `its checksum is ${written}, that of its bytes ${sum.toString(16)}; use an older checkpoint`,
    );
  }
  try {
    const { tensors, metadata } = readSafetensors(bytes);
    if (metadata.format !== FORMAT)
      throw corrupt(`its format is '${metadata.format}'; this release reads '${FORMAT}'`);
    const result: TrainingCheckpoint = { state: JSON.parse(metadata.state), weights: new Map(), slots: {} };
    for (const [name, tensor] of tensors) {
      const value = { shape: tensor.shape, data: toFloat32(tensor) };
      const [kind, ...rest] = name.split('/');
      if (kind === 'model') result.weights.set(rest.join('/'), value);
      else if (kind === 'average') {
        result.average ??= new Map();
        result.average.set(rest.join('/'), value);
      } else {
        const [slot, ...key] = rest;
        result.slots[slot] ??= new Map();
        result.slots[slot].set(key.join('/'), value);
      }
    }
    return result;
  } catch (error) {
    if (CheckpointError.isInstance(error)) throw corrupt(error.message);
    throw error;
  }
}

function corrupt(why: string): TrainError {
  return new TrainError('corrupt', `The checkpoint cannot be used: ${why}.`);
}
