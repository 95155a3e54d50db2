import { CheckpointError } from '../errors.js';
import { fromFloat32 } from '../from-float32.js';
import { quote } from '../quote.js';
import { checkTensors } from '../shape.js';
import { toFloat32 } from '../to-float32.js';
import type { CheckpointTensor } from '../types.js';
import { SCALE_SUFFIX } from './compress-tensors.js';

/**
 * Undoes the `int8` form of {@link compressTensors}: every I8 tensor that has a companion `<name>_scale` becomes F32,
 * scale * integer, and the companion goes. All other tensors are the same objects; F16 needs no undoing, as
 * `toFloat32` reads it.
 *
 * @throws {CheckpointError} `invalid-tensor` when there are not as many scales as the first axis is long
 * @example
 * const tensors = expandTensors(readCheckpoint(bytes).tensors);
 */
export function expandTensors(tensors: ReadonlyMap<string, CheckpointTensor>): Map<string, CheckpointTensor> {
  checkTensors(tensors);
  const expanded = new Map(tensors);
  for (const [name, tensor] of tensors) {
    const scales = tensors.get(name + SCALE_SUFFIX);
    if (tensor.dtype !== 'I8' || !scales) continue;
    const [channels] = tensor.shape;
    if (scales.shape.length !== 1 || scales.shape[0] !== channels) {
      throw new CheckpointError(
        'invalid-tensor',
        `Tensor ${quote(name)} has the shape [${tensor.shape}] and scales of shape [${scales.shape}]; there must be ` +
          `one for each of the ${channels ?? 0} indices of its first axis. Write the file again.`,
      );
    }
    const factors = toFloat32(scales);
    const values = toFloat32(tensor);
    const perChannel = values.length / channels;
    expanded.set(
      name,
      fromFloat32(
        values.map((value, i) => value * factors[Math.floor(i / perChannel)]),
        tensor.shape,
      ),
    );
    expanded.delete(name + SCALE_SUFFIX);
  }
  return expanded;
}
