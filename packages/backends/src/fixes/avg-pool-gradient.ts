/**
 * AvgPoolGrad of the cpu, webgl and wasm backends divides every window's gradient by the window's area, where the
 * forward divides by the number of its pixels inside the image. The kernel stays and gets its dy multiplied by
 * area / count.
 */
import { backend_util, mul, type Tensor4D, tensor, tidy } from '@tensorflow/tfjs-core';
import { borrow } from './borrow.js';
import { insideCounts } from './inside-counts.js';
import { overrideKernel } from './override-kernel.js';

interface Attributes {
  filterSize: [number, number] | number;
  strides: [number, number] | number;
  pad: 'valid' | 'same' | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

export function repairAvgPoolGradient(backendName: string): boolean {
  return overrideKernel('AvgPoolGrad', backendName, (stock) => ({ inputs, backend, attrs }) => {
    const { dy, input } = inputs as { dy: Tensor4D; input: Tensor4D };
    const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as Attributes;
    const info = backend_util.computePool2DInfo(input.shape, filterSize, strides, 1, pad, dimRoundingMode);
    const rows = insideCounts(
      info.outHeight,
      info.inHeight,
      info.filterHeight,
      info.strideHeight,
      info.padInfo.top,
    );
    const columns = insideCounts(
      info.outWidth,
      info.inWidth,
      info.filterWidth,
      info.strideWidth,
      info.padInfo.left,
    );
    const area = info.filterHeight * info.filterWidth;
    const factors = rows.flatMap((row) => columns.map((column) => area / (row * column)));
    const scaled = tidy(() =>
      mul(borrow(dy), tensor(factors, [1, info.outHeight, info.outWidth, 1], 'float32')),
    );
    const gradient = stock({ inputs: { ...inputs, dy: scaled }, backend, attrs });
    scaled.dispose();
    return gradient;
  });
}
