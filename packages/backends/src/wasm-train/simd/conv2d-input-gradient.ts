/**
 * Conv2DBackpropInput, which is transposed convolution too. The backend's own kernel multiplies number by number; its
 * convolution is fast. The input's rows (and columns) of one residue of the stride meet the same taps, so each residue
 * is a convolution of dy at stride 1, whose pixels are then spread over the image.
 */
import type { Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
import { type ConvolutionAttributes, convolutionGeometry, type Geometry } from '../geometry.js';
import type { Heap } from '../heap.js';
import { convolve } from './convolutions.js';

export function conv2dInputGradient(
  heap: Heap,
  { dy, filter }: { dy: TensorInfo; filter: TensorInfo },
  attributes: ConvolutionAttributes & { inputShape: Tensor4D['shape'] },
): TensorInfo | undefined {
  if (dy.dtype !== 'float32' || filter.dtype !== 'float32') return undefined;
  const g = convolutionGeometry(attributes.inputShape, filter.shape, attributes, false);
  const turned = turnedGeometry(g, filter.shape[3]);
  if (turned) {
    const taps = g.kernel[0] * g.kernel[1];
    return convolve(heap, dy, turned, g.channels, (panels) =>
      heap.kernels.packTurnedPanels(heap.address(filter), panels, taps, g.channels, filter.shape[3]),
    );
  }
  const dx = heap.output([g.batch, g.height, g.width, g.channels]);
  const rows = residues(g, 0);
  const columns = residues(g, 1);
  if (rows.includes(undefined) || columns.includes(undefined)) heap.fill(dx, 0);
  const numbers = g.height * g.width * g.channels;
  for (const row of rows) {
    for (const column of columns) {
      if (!row || !column) continue;
      const part = convolveResidue(heap, dy, filter, g, row, column);
      const size = row.size * column.size * g.channels;
      heap.run(
        Array.from({ length: g.batch }, (_, image) => [
          ...(['spreadPixels', heap.address(part) + 4 * size * image] as const),
          ...([heap.address(dx) + 4 * numbers * image, 1, row.size, column.size, g.channels] as const),
          ...([g.height, g.width, ...g.strides, row.residue, column.residue] as const),
        ]),
      );
      heap.dispose(part);
    }
  }
  return dx;
}

/** Of the same gradient as one convolution of dy by the turned kernel; undefined where it is several, or its padding cuts. */
export function turnedGeometry(g: Geometry, outputs: number): Geometry | undefined {
  const { kernel, strides, dilations, height, width, outHeight, outWidth } = g;
  const top = dilations[0] * (kernel[0] - 1) - g.top;
  const left = dilations[1] * (kernel[1] - 1) - g.left;
  if (strides[0] !== 1 || strides[1] !== 1 || top < 0 || left < 0) return undefined;
  return {
    ...g,
    channels: outputs,
    height: outHeight,
    width: outWidth,
    outHeight: height,
    outWidth: width,
    top,
    left,
  };
}

/** One axis of a residue: which taps of the kernel it meets, how far apart they meet dy, and where the last of them begins. */
interface Residue {
  residue: number;
  /** Rows or columns of the input. */
  size: number;
  taps: number[];
  dilation: number;
  /** Zeros before dy; below 0: how many of its rows or columns are left out. */
  before: number;
}

/** For each residue; undefined where no tap ever falls on its rows or columns. */
function residues(g: Geometry, axis: 0 | 1): Array<Residue | undefined> {
  const stride = g.strides[axis];
  const dilation = g.dilations[axis];
  const kernel = g.kernel[axis];
  const before = axis === 0 ? g.top : g.left;
  const length = axis === 0 ? g.height : g.width;
  return Array.from({ length: Math.min(stride, length) }, (_, residue) => {
    // A pixel r of the residue r s + residue meets dy at r + (residue + before - dilation tap) / s.
    const offset = (tap: number) => residue + before - dilation * tap;
    const taps = Array.from({ length: kernel }, (_, tap) => tap).filter((tap) => offset(tap) % stride === 0);
    if (taps.length === 0) return undefined;
    return {
      residue,
      size: Math.ceil((length - residue) / stride),
      taps,
      dilation: taps.length > 1 ? (dilation * (taps[1] - taps[0])) / stride : 1,
      // The last tap meets the first row of dy.
      before: -offset(taps[taps.length - 1]) / stride,
    };
  });
}

/** [batch, row.size, column.size, channels] */
function convolveResidue(
  heap: Heap,
  dy: TensorInfo,
  filter: TensorInfo,
  g: Geometry,
  row: Residue,
  column: Residue,
): TensorInfo {
  const outputs = filter.shape[3];
  const ofTap = g.channels * outputs;
  const turned: Geometry = {
    batch: g.batch,
    height: g.outHeight,
    width: g.outWidth,
    channels: outputs,
    kernel: [row.taps.length, column.taps.length],
    outHeight: row.size,
    outWidth: column.size,
    strides: [1, 1],
    dilations: [row.dilation, column.dilation],
    top: row.before,
    left: column.before,
  };
  const taps = row.taps.flatMap((u) => column.taps.map((v) => u * g.kernel[1] + v));
  return heap.withScratch(4 * taps.length * ofTap, (chosen) => {
    for (const [i, tap] of taps.entries()) {
      const from = heap.address(filter) + 4 * tap * ofTap;
      heap.kernels.copyColumns(from, ofTap, chosen + 4 * i * ofTap, ofTap, ofTap, 1);
    }
    return convolve(heap, dy, turned, g.channels, (panels) =>
      heap.kernels.packTurnedPanels(chosen, panels, taps.length, g.channels, outputs),
    );
  });
}
