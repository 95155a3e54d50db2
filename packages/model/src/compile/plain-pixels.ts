/** An image's numbers outside of tfjs. */
import type { PixelImage } from '@miniseg/engine';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { CheckedImage } from '../segment/pixel-image.js';

export async function plainPixels({ image, width, height, white }: CheckedImage): Promise<PixelImage> {
  if (!('dataId' in image)) return { data: image.data, width, height, white };
  return { data: await (image as Tensor).data(), width, height, white };
}
