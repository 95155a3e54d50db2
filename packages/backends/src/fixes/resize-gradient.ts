/**
 * ResizeBilinearGrad of every stock backend takes no notice of half-pixel centers. Bilinear resizing is two products
 * with matrices, y = R x C^T by rows and columns; its gradient is their transposes: dx = R^T dy C.
 */
import { matMul, reshape, type Tensor4D, tensor2d, tidy, transpose } from '@tensorflow/tfjs-core';
import { borrow } from './borrow.js';
import { overrideKernel } from './override-kernel.js';

interface Attributes {
  alignCorners: boolean;
  halfPixelCenters: boolean;
}

/** [to, from]: the shares of the source positions in each position of the result. */
function interpolation(
  from: number,
  to: number,
  { alignCorners, halfPixelCenters }: Attributes,
): Float32Array {
  const matrix = new Float32Array(to * from);
  const scale = alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
  for (let i = 0; i < to; i++) {
    const source = halfPixelCenters ? (i + 0.5) * scale - 0.5 : i * scale;
    const within = Math.min(Math.max(source, 0), from - 1);
    const low = Math.floor(within);
    matrix[i * from + low] += 1 - (within - low);
    matrix[i * from + Math.min(low + 1, from - 1)] += within - low;
  }
  return matrix;
}

export function repairResizeGradient(backendName: string): boolean {
  return overrideKernel('ResizeBilinearGrad', backendName, () => ({ inputs, attrs }) => {
    const { images, dy } = inputs as { images: Tensor4D; dy: Tensor4D };
    const attributes = attrs as unknown as Attributes;
    const [batch, height, width, channels] = images.shape;
    const [, rows, columns] = dy.shape;
    return tidy(() => {
      const rowShares = tensor2d(interpolation(height, rows, attributes), [rows, height]);
      const columnShares = tensor2d(interpolation(width, columns, attributes), [columns, width]);
      const image = borrow(dy);
      const overRows = matMul(
        transpose(reshape(image, [batch, rows, columns * channels]), [0, 2, 1]),
        rowShares,
      );
      // [batch, columns * channels, height] -> [batch, height, channels, columns]
      const byColumn = transpose(reshape(overRows, [batch, columns, channels, height]), [0, 3, 2, 1]);
      const both = matMul(reshape(byColumn, [batch * height * channels, columns]), columnShares);
      return transpose(reshape(both, [batch, height, channels, width]), [0, 1, 3, 2]);
    });
  });
}
