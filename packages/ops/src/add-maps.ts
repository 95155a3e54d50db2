import { add, clone, type Tensor4D, util } from '@tensorflow/tfjs-core';
import { check4D } from './check.js';
import { OpsError } from './errors.js';
import { withGradient } from './with-gradient.js';

/**
 * a + b, both [batch, height, width, channels]: a residual connection. tfjs's own `add`, made for broadcasts, keeps both maps until the backward pass
 * is over; this one keeps nothing, and its gradient is dy for both.
 *
 * @throws {OpsError} for maps of two shapes.
 */
export function addMaps(a: Tensor4D, b: Tensor4D): Tensor4D {
  check4D(a, 'The first map of addMaps');
  check4D(b, 'The second map of addMaps');
  if (!util.arraysEqual(a.shape, b.shape)) {
    throw new OpsError(
      'shape',
      `addMaps got maps of shapes [${a.shape}] and [${b.shape}]; they must be equal: resize or project one of them.`,
    );
  }
  return withGradient(
    [a, b],
    () => add(a, b),
    (dy) => [dy, clone(dy)],
  );
}
