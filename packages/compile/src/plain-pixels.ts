/** An image's numbers outside of tfjs. */
import type { PixelImage } from '@miniseg/engine';
import type { CheckedImage } from '@miniseg/model';
import type { Tensor } from '@tensorflow/tfjs-core';

export async function plainPixels({ image, width, height, white }: CheckedImage): Promise<PixelImage> {
  if (!('dataId' in image)) return { data: image.data, width, height, white };
  return { data: await (image as Tensor).data(), width, height, white };
}
