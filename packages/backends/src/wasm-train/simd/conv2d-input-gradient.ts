/**
 * Conv2DBackpropInput, which is transposed convolution too. The backend's own kernel multiplies number by number; its
 * convolution is fast. The input's rows (and columns) of one residue of the stride meet the same taps, so each residue
 * is a convolution of dy at stride 1, whose pixels are then spread over the image.
 */
import {
  conv2d,
  reverse,
  stridedSlice,
  type Tensor4D,
  type TensorInfo,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import { padOrCut } from '../composed/images.js';
import { type ConvolutionAttributes, convolutionGeometry, type Geometry } from '../geometry.js';
import type { Heap } from '../heap.js';
import { convolve } from './convolutions.js';

export function conv2dInputGradient(
  heap: Heap,
  { dy, filter }: { dy: Tensor4D; filter: Tensor4D },
  attributes: ConvolutionAttributes & { inputShape: Tensor4D['shape'] },
): TensorInfo {
  const g = convolutionGeometry(attributes.inputShape, filter.shape, attributes, false);
  const turned = turnedGeometry(g, filter.shape[3]);
  if (turned && dy.dtype === 'float32' && filter.dtype === 'float32') {
    const taps = g.kernel[0] * g.kernel[1];
    return convolve(heap, dy, turned, g.channels, (panels) =>
      heap.kernels.packTurnedPanels(heap.address(filter), panels, taps, g.channels, filter.shape[3]),
    );
  }
  const rows = residues(g, 0);
  const columns = residues(g, 1);
  if (g.strides[0] === 1 && g.strides[1] === 1) {
    return tidy(() => convolveResidue(dy, turn(filter), rows[0]!, columns[0]!));
  }
  const dx = heap.output([g.batch, g.height, g.width, g.channels]);
  const numbers = g.height * g.width * g.channels;
  if (rows.includes(undefined) || columns.includes(undefined)) heap.fill(dx, 0);
  tidy(() => {
    const turned = turn(filter);
    for (const row of rows) {
      for (const column of columns) {
        if (!row || !column) continue;
        const part = convolveResidue(dy, turned, row, column);
        const size = row.size * column.size * g.channels;
        heap.run(
          Array.from({ length: g.batch }, (_, image) => [
            ...(['spreadPixels', heap.address(part) + 4 * size * image] as const),
            ...([heap.address(dx) + 4 * numbers * image, 1, row.size, column.size, g.channels] as const),
            ...([g.height, g.width, ...g.strides, row.residue, column.residue] as const),
          ]),
        );
        part.dispose();
      }
    }
  });
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

/** Half a turn, and inputs and outputs change places. */
function turn(filter: Tensor4D): Tensor4D {
  const [height, width] = filter.shape;
  const swapped = transpose(filter, [0, 1, 3, 2]);
  return height === 1 && width === 1 ? swapped : reverse(swapped, [0, 1]);
}

/** One axis of a residue: which taps of the turned kernel it meets, how far apart, and dy's padding. */
interface Residue {
  residue: number;
  /** Rows or columns of the input. */
  size: number;
  firstTap: number;
  lastTap: number;
  tapStep: number;
  taps: number;
  dilation: number;
  padding: [number, number];
}

/** For each residue; undefined where no tap ever falls on its rows or columns. */
function residues(g: Geometry, axis: 0 | 1): Array<Residue | undefined> {
  const stride = g.strides[axis];
  const dilation = g.dilations[axis];
  const kernel = g.kernel[axis];
  const before = axis === 0 ? g.top : g.left;
  const length = axis === 0 ? g.height : g.width;
  const outputs = axis === 0 ? g.outHeight : g.outWidth;
  return Array.from({ length: Math.min(stride, length) }, (_, residue) => {
    // Of the taps as they stand in the turned kernel, those whose offset from the first pixel is a whole number of dy.
    const offset = (tap: number) => residue + before - dilation * (kernel - 1 - tap);
    const met = Array.from({ length: kernel }, (_, tap) => tap).filter((tap) => offset(tap) % stride === 0);
    if (met.length === 0) return undefined;
    const size = Math.ceil((length - residue) / stride);
    const tapStep = met.length > 1 ? met[1] - met[0] : 1;
    const step = met.length > 1 ? (dilation * tapStep) / stride : 1;
    const start = -offset(met[0]) / stride;
    const end = size - outputs - start + (met.length - 1) * step;
    return {
      residue,
      size,
      firstTap: met[0],
      lastTap: met[met.length - 1],
      tapStep,
      taps: met.length,
      dilation: step,
      padding: [start, end],
    };
  });
}

function convolveResidue(dy: Tensor4D, turned: Tensor4D, row: Residue, column: Residue): Tensor4D {
  return tidy(() => {
    const [kernelHeight, kernelWidth, inputs, outputs] = turned.shape;
    const all = row.taps === kernelHeight && column.taps === kernelWidth;
    const filter = all
      ? turned
      : (stridedSlice(
          turned,
          [row.firstTap, column.firstTap, 0, 0],
          [row.lastTap + 1, column.lastTap + 1, inputs, outputs],
          [row.tapStep, column.tapStep, 1, 1],
        ) as Tensor4D);
    const zeros = [row.padding, column.padding] as const;
    // The kernel pads by itself, but cannot cut.
    const cuts = zeros.flat().some((n) => n < 0);
    return conv2d(
      cuts ? padOrCut(dy, ...zeros) : dy,
      filter,
      1,
      cuts ? 'valid' : [[0, 0], ...zeros, [0, 0]],
      'NHWC',
      [row.dilation, column.dilation],
    );
  });
}
