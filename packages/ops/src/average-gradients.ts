import { type NamedTensorMap, tensor } from '@tensorflow/tfjs-core';
import { check } from './check-options.js';
import type { ReplicaGroup } from './replicas.js';

/**
 * The mean of every replica's gradients, by the sizes of their parts of the batch: what one worker would have for a loss
 * that is a mean over images. All replicas get the same numbers. Disposes what it is given.
 *
 * @param gradients By name, as `tf.variableGrads` returns them; the same names in every replica.
 * @param images Images in this replica's part of the batch.
 * @example
 * const { value, grads } = tf.variableGrads(() => loss(labels, model.apply(images, { training: true })));
 * optimizer.applyGradients(averageGradients(grads, group, images.shape[0]));
 */
export function averageGradients(
  gradients: NamedTensorMap,
  group: ReplicaGroup,
  images: number,
): NamedTensorMap {
  const areTensors =
    typeof gradients === 'object' && gradients && Object.values(gradients).every((each) => each?.shape);
  check(areTensors, 'The gradients', gradients, 'they are tensors by name, as tf.variableGrads returns them');
  check(typeof group?.addUp === 'function', 'The group', group, 'it is a ReplicaGroup');
  check(
    Number.isInteger(images) && images > 0,
    'images',
    images,
    'it is the number of images of this replica',
  );
  const names = Object.keys(gradients);
  const total = names.reduce((sum, name) => sum + gradients[name].size, 0);
  // One exchange for all of them; the last number counts the images.
  const values = new Float64Array(total + 1);
  let at = 0;
  for (const name of names) {
    const own = gradients[name].dataSync();
    for (let i = 0; i < own.length; i++) values[at++] = own[i] * images;
  }
  values[at] = images;
  group.addUp(values);
  const averaged: NamedTensorMap = {};
  at = 0;
  for (const name of names) {
    const { shape, size } = gradients[name];
    const mean = Float32Array.from(values.subarray(at, at + size), (value) => value / values[total]);
    at += size;
    gradients[name].dispose();
    averaged[name] = tensor(mean, shape);
  }
  return averaged;
}
