import { check } from './check-options.js';
import { CheckpointError } from './errors.js';
import { elementCount } from './shape.js';
import type { CheckpointTensor } from './types.js';

/**
 * An F32 tensor ready for {@link writeSafetensors}. The values are copied, bit for bit.
 *
 * @throws {CheckpointError} `invalid-argument` when the number of values does not fit the shape
 * @example
 * writeSafetensors(new Map([['bias', fromFloat32(new Float32Array([0.5, -1]), [2])]]));
 */
export function fromFloat32(data: Float32Array, shape: readonly number[]): CheckpointTensor {
  check(data instanceof Float32Array, 'The values', data, 'they are a Float32Array');
  check(Array.isArray(shape), 'The shape', shape, 'it is an array of sizes');
  if (elementCount('', shape) !== data.length) {
    throw new CheckpointError(
      'invalid-argument',
      `${data.length} values do not fill the shape [${shape}]. Give as many values as the product of its sizes.`,
    );
  }
  const bytes = new Uint8Array(data.length * 4);
  const view = new DataView(bytes.buffer);
  data.forEach((value, i) => {
    view.setFloat32(i * 4, value, true);
  });
  return { dtype: 'F32', shape: [...shape], bytes };
}
