/** Batches as tensors. */

import * as tf from '@tensorflow/tfjs-core';
import type { StackedSamples } from '../batch/stack-samples.js';
import { check } from '../check-options.js';

/** A batch as tensors of the current backend. */
export interface TensorBatch {
  /** [samples, height, width, channels], float32. */
  xs: tf.Tensor4D;
  /** Labels, [samples, height, width], int32. */
  ys: tf.Tensor3D;
}

/**
 * Copies a batch into tensors of the current backend; the caller disposes them. A batch without masks gives labels
 * 255, which are ignored.
 *
 * @throws {DataError} for what is no batch.
 */
export function batchTensors(batch: StackedSamples): TensorBatch {
  const isBatch = ArrayBuffer.isView(batch?.images) && Array.isArray(batch.shape) && batch.shape.length === 4;
  check(isBatch, 'The batch', batch, 'it is one of a BatchSource, or what stackSamples returns');
  const { images, masks, shape } = batch;
  const [samples, height, width] = shape;
  const fits = !masks || masks.length === samples * height * width;
  check(fits, 'The masks of the batch', masks, 'they have one label for each pixel');
  const labels = masks ? Int32Array.from(masks) : new Int32Array(samples * height * width).fill(255);
  return {
    xs: tf.tensor4d(images, shape, 'float32'),
    ys: tf.tensor3d(labels, [samples, height, width], 'int32'),
  };
}
