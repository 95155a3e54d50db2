/** MiniSegDepthwiseConv2D and its gradients: any stride and dilation, symmetric zero padding, filter [kh, kw, channels, 1]. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { type Gpu, sizeOf, type Template } from '../template.js';

type Inputs = Record<string, TensorInfo>;

export interface DepthwiseAttributes {
  strides: number;
  dilations: number;
}

const SIZES = [
  ...['height', 'width', 'channels', 'rows', 'columns'],
  ...['kernelHeight', 'kernelWidth', 'skip', 'dilation', 'top', 'left'],
];

const FORWARD: Template = {
  name: 'depthwise',
  inputs: ['x', 'weights'],
  integers: SIZES,
  segments: [
    {
      values: 1,
      code: `int c = i % channels;
        int pixel = i / channels;
        int column = pixel % columns;
        int row = (pixel / columns) % rows;
        int b = pixel / (columns * rows);
        float sum = 0.0;
        for (int u = 0; u < kernelHeight; u++) {
          int y = row * skip + u * dilation - top;
          if (y >= 0 && y < height) {
            for (int v = 0; v < kernelWidth; v++) {
              int z = column * skip + v * dilation - left;
              if (z >= 0 && z < width) {
                sum += at_x(((b * height + y) * width + z) * channels + c) * at_weights((u * kernelWidth + v) * channels + c);
              }
            }
          }
        }
        v0 = sum;`,
    },
  ],
};

const GRADIENTS: Template = {
  name: 'depthwise gradients',
  inputs: ['x', 'weights', 'dy'],
  integers: SIZES,
  segments: [
    {
      values: 1,
      code: `int c = i % channels;
        int pixel = i / channels;
        int z = pixel % width;
        int y = (pixel / width) % height;
        int b = pixel / (width * height);
        float sum = 0.0;
        for (int u = 0; u < kernelHeight; u++) {
          int down = y + top - u * dilation;
          if (down >= 0 && down % skip == 0 && down / skip < rows) {
            for (int v = 0; v < kernelWidth; v++) {
              int across = z + left - v * dilation;
              if (across >= 0 && across % skip == 0 && across / skip < columns) {
                int place = ((b * rows + down / skip) * columns + across / skip) * channels + c;
                sum += at_dy(place) * at_weights((u * kernelWidth + v) * channels + c);
              }
            }
          }
        }
        v0 = sum;`,
    },
    {
      values: 1,
      reduce: {
        sums: 1,
        term: `int c = i % channels;
          int tap = i / channels;
          int column = p % columns;
          int row = (p / columns) % rows;
          int b = p / (columns * rows);
          int y = row * skip + (tap / kernelWidth) * dilation - top;
          int z = column * skip + (tap % kernelWidth) * dilation - left;
          if (y >= 0 && y < height && z >= 0 && z < width) {
            s0 += at_x(((b * height + y) * width + z) * channels + c) * at_dy(p * channels + c);
          }`,
      },
      code: 'v0 = s0;',
    },
  ],
};

function numbersOf(
  [batch, height, width, channels]: readonly number[],
  [kernelHeight, kernelWidth]: readonly number[],
  { strides, dilations }: DepthwiseAttributes,
) {
  const rows = Math.ceil(height / strides);
  const columns = Math.ceil(width / strides);
  const [top, left] = [kernelHeight, kernelWidth].map((size) => (dilations * (size - 1)) / 2);
  return {
    outShape: [batch, rows, columns, channels],
    numbers: [
      height,
      width,
      channels,
      rows,
      columns,
      kernelHeight,
      kernelWidth,
      strides,
      dilations,
      top,
      left,
    ],
  };
}

export function depthwise(gpu: Gpu, { x, filter }: Inputs, attributes: DepthwiseAttributes): TensorInfo {
  const { numbers, outShape } = numbersOf(x.shape, filter.shape, attributes);
  return gpu.run(FORWARD, [x, filter], numbers, [{ count: sizeOf(outShape), outputs: [outShape] }])[0][0];
}

/** [dx, dFilter] */
export function depthwiseGradients(
  gpu: Gpu,
  { x, filter, dy }: Inputs,
  attributes: DepthwiseAttributes,
): TensorInfo[] {
  const { numbers } = numbersOf(x.shape, filter.shape, attributes);
  return gpu
    .run(GRADIENTS, [x, filter, dy], numbers, [
      { count: sizeOf(x.shape), outputs: [x.shape] },
      {
        count: sizeOf(filter.shape),
        over: sizeOf(dy.shape.slice(0, 3)),
        outputs: [filter.shape],
        pooled: true,
      },
    ])
    .flat();
}
