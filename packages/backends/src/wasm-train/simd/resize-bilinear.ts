/** ResizeBilinearGrad with half-pixel centers or aligned corners on the heap. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { ResizeAttributes } from '../composed/resize.js';
import type { Heap } from '../heap.js';

export function resizeBilinearGradient(
  heap: Heap,
  { dy, images }: { dy: TensorInfo; images: TensorInfo },
  { halfPixelCenters, alignCorners }: ResizeAttributes,
): TensorInfo | undefined {
  if (halfPixelCenters === alignCorners) return undefined;
  const [batch, height, width, channels] = images.shape;
  const [, outHeight, outWidth] = dy.shape;
  const dx = heap.output(images.shape);
  heap.withScratch(4 * outWidth * channels, (line) =>
    heap.kernels.resizeBilinearAdjoint(
      heap.address(dy),
      heap.address(dx),
      batch,
      height,
      width,
      outHeight,
      outWidth,
      channels,
      line,
      alignCorners ? 1 : 0,
    ),
  );
  return dx;
}
