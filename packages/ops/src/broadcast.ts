/** Sums and products of a map with a gate: a number for each channel, for each pixel, or both. */
import { add, clone, mul, reshape, sum, type Tensor4D } from '@tensorflow/tfjs-core';
import { check4D, currentBackend } from './check.js';
import { OpsError } from './errors.js';
import { withGradient } from './with-gradient.js';

/**
 * x times gate, the gate repeated along the axes where it has size 1: what a squeeze-and-excitation or an attention gate
 * does.
 *
 * @param x [batch, height, width, channels], float32.
 * @param gate [batch, height or 1, width or 1, channels or 1].
 * @returns The shape of x.
 * @throws {OpsError} for another rank or a gate that does not fit.
 */
export function gated(x: Tensor4D, gate: Tensor4D): Tensor4D {
  checkFits(x, gate, 'gated');
  return withGradient(
    [x, gate],
    (save) => {
      save([x, gate]);
      return mul(x, gate) as Tensor4D;
    },
    (dy, [x, gate]) => [mul(dy, gate), summed(mul(dy, x) as Tensor4D, gate.shape as Tensor4D['shape'])],
  );
}

/**
 * x plus offset, the offset repeated along the axes where it has size 1. For maps of one shape it is `addMaps`.
 *
 * @param x [batch, height, width, channels], float32.
 * @param offset [batch, height or 1, width or 1, channels or 1].
 * @returns The shape of x.
 * @throws {OpsError} for another rank or an offset that does not fit.
 */
export function addBroadcast(x: Tensor4D, offset: Tensor4D): Tensor4D {
  checkFits(x, offset, 'addBroadcast');
  const shape = offset.shape;
  return withGradient(
    [x, offset],
    () => add(x, offset) as Tensor4D,
    (dy) => [clone(dy), summed(dy, shape)],
  );
}

/** The sum over the axes where `shape` has size 1. */
function summed(x: Tensor4D, shape: Tensor4D['shape']): Tensor4D {
  const axes = shape.flatMap((size, axis) => (size === 1 && x.shape[axis] !== 1 ? [axis] : []));
  return axes.length === 0 ? clone(x) : (reshape(sum(x, axes), shape) as Tensor4D);
}

function checkFits(x: Tensor4D, other: Tensor4D, op: string): void {
  currentBackend();
  check4D(x, `The input of ${op}`);
  check4D(other, `The second input of ${op}`);
  if (other.shape.some((size, axis) => size !== 1 && size !== x.shape[axis])) {
    throw new OpsError(
      'shape',
      `${op} got a map [${x.shape}] and [${other.shape}]; each size of the second must be 1 or the map's.`,
    );
  }
}
