/** Sum over batch, height and width: the reduction behind every gradient of a per-channel weight. */
import { avgPool, mul, reshape, sum, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { isAccelerated, runAccelerated } from './accelerated.js';
import { strategy } from './strategy.js';

/** x [B, H, W, C] -> [C]. */
export function pixelSum(x: Tensor4D): Tensor1D {
  if (isAccelerated('MiniSegPixelSum')) return runAccelerated('MiniSegPixelSum', { x })[0] as Tensor1D;
  const [batch, height, width, channels] = x.shape;
  if (strategy().pixelSum === 'reduce') return sum(x, [0, 1, 2]);
  // wasm transposes before it reduces over outer axes; its pooling kernel reads the pixels where they are.
  const means = reshape(avgPool(x, [height, width], 1, 'valid'), [batch, channels]);
  return mul(batch === 1 ? reshape(means, [channels]) : sum(means, 0), height * width) as Tensor1D;
}
