/** The input as each tap of a convolution kernel meets it: what filter gradients are sums over. */
import { pad, slice, type Tensor4D } from '@tensorflow/tfjs-core';
import { everyNth } from './sampling.js';

type ImagePadding = [[number, number], [number, number], [number, number], [number, number]];

/** Padding of d (k - 1) / 2 on all sides. */
export function symmetricPadding([height, width]: number[], dilation: number): [number, number] {
  return [(dilation * (height - 1)) / 2, (dilation * (width - 1)) / 2];
}

/** The same for every axis of an NHWC image, as `pad` and the convolutions of tfjs-core take it. */
export function imagePadding(kernel: number[], dilation: number): ImagePadding {
  const [rows, columns] = symmetricPadding(kernel, dilation);
  return [
    [0, 0],
    [rows, rows],
    [columns, columns],
    [0, 0],
  ];
}

/**
 * For each kernel tap, row by row, a function that gives the input pixels it meets: [B, rows, columns, C].
 * The padded input is split into its stride x stride phases once; a tap is then a plain slice of one of them.
 */
export function inputUnderTaps(
  x: Tensor4D,
  kernel: [number, number],
  [rows, columns]: [number, number],
  stride: number,
  dilation: number,
): Array<() => Tensor4D> {
  const [batch, height, width, channels] = x.shape;
  const [padRows, padColumns] = symmetricPadding(kernel, dilation);
  if (kernel[0] === 1 && kernel[1] === 1) return [() => everyNth(x, stride, 0, 0, [rows, columns])];
  const phaseSize: [number, number] = [
    rows + Math.floor(((kernel[0] - 1) * dilation) / stride),
    columns + Math.floor(((kernel[1] - 1) * dilation) / stride),
  ];
  const padded = pad(x, [
    [0, 0],
    [padRows, Math.max(padRows, phaseSize[0] * stride - height - padRows)],
    [padColumns, Math.max(padColumns, phaseSize[1] * stride - width - padColumns)],
    [0, 0],
  ]);
  const phases = new Map<number, Tensor4D>();
  const phase = (row: number, column: number) => {
    const key = row * stride + column;
    const known = phases.get(key);
    if (known) return known;
    const made = everyNth(padded, stride, row, column, phaseSize);
    phases.set(key, made);
    return made;
  };
  const taps: Array<() => Tensor4D> = [];
  for (let u = 0; u < kernel[0]; u++) {
    for (let v = 0; v < kernel[1]; v++) {
      const [row, column] = [u * dilation, v * dilation];
      taps.push(() =>
        slice(
          phase(row % stride, column % stride),
          [0, Math.floor(row / stride), Math.floor(column / stride), 0],
          [batch, rows, columns, channels],
        ),
      );
    }
  }
  return taps;
}
