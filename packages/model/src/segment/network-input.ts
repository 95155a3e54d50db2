/** Pixels as the network takes them: [1, height, width, channels], (pixel / white - mean) / std. */

import { resizeBilinear } from '@miniseg/ops';
import {
  cast,
  div,
  expandDims,
  reshape,
  slice,
  sub,
  type Tensor,
  type Tensor4D,
  tensor3d,
  tidy,
  tile,
} from '@tensorflow/tfjs-core';
import { ModelError } from '../errors.js';
import type { Normalization } from '../metadata.js';
import type { CheckedImage } from './pixel-image.js';

/**
 * @param channels Of the network: a grey image is replicated, RGBA loses its alpha.
 * @param size [height, width] of the network's input.
 */
export function networkInput(
  { image, width, height, channels: given, white }: CheckedImage,
  channels: number,
  size: [number, number],
  { mean, std }: Normalization,
): Tensor4D {
  const colors = given === 4 ? 3 : given;
  if (colors !== channels && colors !== 1) {
    throw new ModelError(
      'image',
      `The image has ${colors} color channels and the network takes ${channels}; give a grey image.`,
    );
  }
  return tidy(() => {
    const pixels: Tensor =
      'dataId' in image
        ? reshape(cast(image, 'float32'), [height, width, given])
        : tensor3d(Float32Array.from(image.data), [height, width, given]);
    const visible = given === 4 ? slice(pixels, [0, 0, 0], [height, width, 3]) : pixels;
    // In float32 and in this order, as the reference normalizes.
    const normalized = div(sub(div(visible, white), mean), std);
    const batch = expandDims(normalized, 0) as Tensor4D;
    const wide = colors === channels ? batch : tile(batch, [1, 1, 1, channels]);
    return resizeBilinear(wide as Tensor4D, size);
  });
}
