/** Weights for download: half precision, or 8-bit filters with a scale for each output channel. */
import { CheckpointError } from '../errors.js';
import { checkTensors } from '../shape.js';
import { toFloat32 } from '../to-float32.js';
import type { CheckpointTensor } from '../types.js';
import { toHalf } from './to-half.js';

/**
 * - `float16`: every float tensor as F16
 * - `int8`: filters as I8 with scales, every other float tensor as F16
 */
export type CompressedDtype = 'float16' | 'int8';

/** The scales of a tensor are named like the tensor, followed by this. */
export const SCALE_SUFFIX = '_scale';

const LARGEST_HALF = 65504;
const FLOATS = ['F64', 'F32', 'BF16'];
/** Fewer values to a channel save nothing: the scale takes two bytes. */
const LEAST_PER_CHANNEL = 4;

/**
 * A smaller form of the same tensors, which {@link expandTensors} brings back. Integers and what is small already stay
 * as they are; so does a tensor with a value that F16 cannot hold (beyond 65,504, infinite or NaN).
 *
 * `int8`: a tensor of rank 2 or more becomes I8 and gets a companion `<name>_scale`, BF16, with one value for each
 * index of its first axis (PyTorch's output channel): value = scale * integer, symmetric, integers from -127 to 127.
 * The scale is the least power of two that clips nothing. A finer one would err less (half a scale at most, either
 * way), but the bits that it adds are noise that no packer removes: a tenth more to download. And so the values are
 * exact in F16 and BF16, too.
 *
 * @throws {CheckpointError} `invalid-argument` for another dtype
 * @example
 * const file = writeSafetensors(compressTensors(tensors, 'int8'), metadata);
 */
export function compressTensors(
  tensors: ReadonlyMap<string, CheckpointTensor>,
  dtype: CompressedDtype,
): Map<string, CheckpointTensor> {
  checkTensors(tensors);
  if (dtype !== 'float16' && dtype !== 'int8') {
    throw new CheckpointError(
      'invalid-argument',
      `Weights cannot be compressed to '${String(dtype)}'. Use 'float16' or 'int8'.`,
    );
  }
  const compressed = new Map<string, CheckpointTensor>();
  for (const [name, tensor] of tensors) {
    const values = FLOATS.includes(tensor.dtype) ? toFloat32(tensor) : undefined;
    if (!values?.every((value) => Math.abs(value) <= LARGEST_HALF)) {
      compressed.set(name, tensor);
    } else if (
      dtype === 'int8' &&
      isFilter(tensor.shape, values.length) &&
      !tensors.has(name + SCALE_SUFFIX)
    ) {
      const { integers, scales } = quantize(values, tensor.shape[0]);
      compressed.set(name, { dtype: 'I8', shape: tensor.shape, bytes: integers });
      compressed.set(name + SCALE_SUFFIX, { dtype: 'BF16', shape: [tensor.shape[0]], bytes: scales });
    } else {
      compressed.set(name, { dtype: 'F16', shape: tensor.shape, bytes: halves(values) });
    }
  }
  return compressed;
}

function isFilter(shape: readonly number[], length: number): boolean {
  return shape.length >= 2 && length > 0 && length / shape[0] >= LEAST_PER_CHANNEL;
}

function halves(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(2 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setUint16(2 * i, toHalf(value), true);
  });
  return bytes;
}

function quantize(values: Float32Array, channels: number): { integers: Uint8Array; scales: Uint8Array } {
  const integers = new Int8Array(values.length);
  const scales = new Uint8Array(2 * channels);
  const view = new DataView(scales.buffer);
  const perChannel = values.length / channels;
  for (let channel = 0; channel < channels; channel++) {
    const from = channel * perChannel;
    const own = values.subarray(from, from + perChannel);
    const { bits, scale } = scaleFor(own.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
    view.setUint16(2 * channel, bits, true);
    own.forEach((value, i) => {
      integers[from + i] = Math.round(value / scale);
    });
  }
  return { integers: new Uint8Array(integers.buffer), scales };
}

/** The least power of two whose 127-fold reaches `largest`, and its BF16 bits: a float32's exponent and no fraction. */
function scaleFor(largest: number): { bits: number; scale: number } {
  let exponent = Math.max(-126, Math.floor(Math.log2(largest / 127)));
  if (127 * 2 ** exponent < largest) exponent++;
  return { bits: (exponent + 127) << 7, scale: 2 ** exponent };
}
