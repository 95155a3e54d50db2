/** The operations that table III calls FLOPs, counted as the tool of its authors counts. */
import type { LayersModel, layers } from '@tensorflow/tfjs-layers';
import { zooMetadata } from '../builder/metadata.js';
import { macsOf } from './count-macs.js';
import { walkLayers } from './walk-layers.js';

/**
 * A convolution or linear layer: its multiply-accumulates, and one for each biased output. Batch normalization and ReLU: one
 * for each element. Average and max pooling: the window's area for each output. Nothing for transposed convolutions, other
 * activations, adaptive pooling, resizing, sums, matrix products, and what the original calls as a function instead of
 * a module. What the original holds under two names counts twice: DFN's backbone, the ReLUs of the Xception's blocks.
 *
 * @param inputShape [batch, height, width, channels]; the count is for one image, whatever the batch.
 * @throws {ZooError} `image` for an image that the network does not take; `model` for a model that the zoo did not make.
 * @example countToolFlops(unet(), [1, 512, 512, 3]); // 261,915,934,720, which the table prints as 261.92G
 */
export function countToolFlops(model: LayersModel, inputShape: readonly number[]): number {
  const { counted, repeated } = zooMetadata(model);
  return walkLayers(model, inputShape).reduce((sum, { layer, input, output }) => {
    const times = counted[layer.name] ?? 1;
    const once =
      linear(layer, input, output) +
      normalized(layer, output) +
      (rectified(layer, output) + pooled(layer, output)) * times;
    return sum + (repeated.includes(layer.name) ? 2 : 1) * once;
  }, 0);
}

function linear(layer: layers.Layer, input: number[] | number[][], output: number[]): number {
  switch (layer.getClassName()) {
    case 'MiniSegConv2d':
      return macsOf(layer, input) + (layer.getConfig().useBias ? elements(output) : 0);
    case 'MiniSegUnusedWeights': {
      const macs = macsOf(layer, input);
      const { bias } = layer.getConfig().shapes as Record<string, number[]>;
      return macs > 0 ? macs + bias[0] : 0;
    }
    default:
      return 0;
  }
}

/** Maps only: the tool has no rule for vectors. */
function normalized(layer: layers.Layer, output: number[]): number {
  return layer.getClassName() === 'MiniSegBatchNorm' && output.length === 4 ? elements(output) : 0;
}

function rectified(layer: layers.Layer, output: number[]): number {
  const { activation, kind } = layer.getConfig();
  const isRelu =
    (layer.getClassName() === 'MiniSegBatchNorm' && activation === 'relu') ||
    (layer.getClassName() === 'MiniSegActivation' && kind === 'relu');
  return isRelu ? elements(output) : 0;
}

function pooled(layer: layers.Layer, output: number[]): number {
  if (!['MiniSegMaxPool2d', 'MiniSegAvgPool2d'].includes(layer.getClassName())) return 0;
  return (layer.getConfig().size as number) ** 2 * elements(output);
}

function elements(shape: number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}
