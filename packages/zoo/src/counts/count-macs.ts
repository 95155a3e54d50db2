/** Multiply-accumulates of a network's convolutions and linear layers. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { walkLayers } from './walk-layers.js';

/**
 * A transposed convolution counts its input elements times the kernel. Normalization, activation, pooling, resizing, sums
 * and the matrix products of attention do not count.
 *
 * @param inputShape [batch, height, width, channels]; the count is for one image, whatever the batch.
 * @throws {ZooError} `image` for another rank, or an image that the network does not take.
 * @example countMacs(unet(), [1, 512, 512, 3]); // 261,405,802,496
 */
export function countMacs(model: LayersModel, inputShape: readonly number[]): number {
  return walkLayers(model, inputShape).reduce((sum, { layer, input }) => sum + macsOf(layer, input), 0);
}

/** 0 for a layer without a count of its own. */
export function macsOf(layer: object, input: number[] | number[][]): number {
  return 'countMacs' in layer
    ? (layer as { countMacs(shape: number[] | number[][]): number }).countMacs(input)
    : 0;
}
