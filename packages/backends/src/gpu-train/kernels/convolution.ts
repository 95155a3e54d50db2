/** MiniSegConv2D and MiniSegConv2DGradients: x [b, h, w, in], filter [kh, kw, in, out], symmetric zero padding. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { type Gpu, remembered, sizeOf, type Template } from '../template.js';

type Inputs = Record<string, TensorInfo>;

export interface ConvolutionAttributes {
  strides: [number, number];
  pad: [[number, number], [number, number], [number, number], [number, number]];
}

/** Sizes that the shaders know by name. */
const SIZES = [
  ...['height', 'width', 'channels', 'rows', 'columns', 'outputs'],
  ...['kernelHeight', 'kernelWidth', 'skip', 'top', 'left'],
];

const PLACE = `int column = pixel % columns;
  int row = (pixel / columns) % rows;
  int b = pixel / (columns * rows);`;

const FORWARD: Template = {
  name: 'convolution',
  inputs: ['x', 'weights'],
  integers: SIZES,
  segments: [
    {
      values: 1,
      code: `int o = i % outputs;
        int pixel = i / outputs;
        ${PLACE}
        float sum = 0.0;
        for (int u = 0; u < kernelHeight; u++) {
          int y = row * skip + u - top;
          if (y >= 0 && y < height) {
            for (int v = 0; v < kernelWidth; v++) {
              int z = column * skip + v - left;
              if (z >= 0 && z < width) {
                int source = ((b * height + y) * width + z) * channels;
                int w = (u * kernelWidth + v) * channels * outputs + o;
                for (int c = 0; c < channels; c++) { sum += at_x(source + c) * at_weights(w + c * outputs); }
              }
            }
          }
        }
        v0 = sum;`,
    },
  ],
};

const INPUT_GRADIENT = `int c = i % channels;
  int pixel = i / channels;
  int z = pixel % width;
  int y = (pixel / width) % height;
  int b = pixel / (width * height);
  float sum = 0.0;
  for (int u = 0; u < kernelHeight; u++) {
    int down = y + top - u;
    if (down >= 0 && down % skip == 0 && down / skip < rows) {
      for (int v = 0; v < kernelWidth; v++) {
        int across = z + left - v;
        if (across >= 0 && across % skip == 0 && across / skip < columns) {
          int source = ((b * rows + down / skip) * columns + across / skip) * outputs;
          int w = ((u * kernelWidth + v) * channels + c) * outputs;
          for (int o = 0; o < outputs; o++) { sum += at_dy(source + o) * at_weights(w + o); }
        }
      }
    }
  }
  v0 = sum;`;

/** Of `tile` outputs at once, which read the same pixel. */
function filterGradient(tile: number) {
  const tiles = Array.from({ length: tile }, (_, t) => t);
  return {
    values: tile,
    interleaved: true,
    reduce: {
      sums: tile,
      term: `int o = (i * ${tile}) % outputs;
        int c = ((i * ${tile}) / outputs) % channels;
        int tap = (i * ${tile}) / (outputs * channels);
        int pixel = p;
        ${PLACE}
        int y = row * skip + tap / kernelWidth - top;
        int z = column * skip + tap % kernelWidth - left;
        if (y >= 0 && y < height && z >= 0 && z < width) {
          float value = at_x(((b * height + y) * width + z) * channels + c);
          ${tiles.map((t) => `s${t} += value * at_dy(pixel * outputs + o + ${t});`).join(' ')}
        }`,
    },
    code: tiles.map((t) => `v${t} = s${t};`).join(' '),
  };
}

const gradients = remembered(
  (tile: number, wantsInput: boolean): Template => ({
    name: `convolution gradients ${tile} ${wantsInput}`,
    inputs: ['x', 'weights', 'dy'],
    integers: SIZES,
    segments: [filterGradient(tile), ...(wantsInput ? [{ values: 1, code: INPUT_GRADIENT }] : [])],
  }),
);

function numbersOf(
  x: readonly number[],
  filter: readonly number[],
  { strides, pad }: ConvolutionAttributes,
): { numbers: number[]; outShape: number[] } {
  const [batch, height, width, channels] = x;
  const [kernelHeight, kernelWidth, , outputs] = filter;
  const rows = Math.floor((height + pad[1][0] + pad[1][1] - kernelHeight) / strides[0]) + 1;
  const columns = Math.floor((width + pad[2][0] + pad[2][1] - kernelWidth) / strides[0]) + 1;
  return {
    numbers: [
      height,
      width,
      channels,
      rows,
      columns,
      outputs,
      kernelHeight,
      kernelWidth,
      strides[0],
      pad[1][0],
      pad[2][0],
    ],
    outShape: [batch, rows, columns, outputs],
  };
}

export function convolution(gpu: Gpu, { x, filter }: Inputs, attributes: ConvolutionAttributes): TensorInfo {
  const { numbers, outShape } = numbersOf(x.shape, filter.shape, attributes);
  return gpu.run(FORWARD, [x, filter], numbers, [{ count: sizeOf(outShape), outputs: [outShape] }])[0][0];
}

/** [dFilter], or [dFilter, dx]. */
export function convolutionGradients(
  gpu: Gpu,
  { x, filter, dy }: Inputs,
  attributes: ConvolutionAttributes & { wantsInput: boolean },
): TensorInfo[] {
  const { numbers } = numbersOf(x.shape, filter.shape, attributes);
  const { wantsInput } = attributes;
  const tile = filter.shape[3] % gpu.tile === 0 ? gpu.tile : 1;
  const pixels = sizeOf(dy.shape.slice(0, 3));
  const weights = { count: sizeOf(filter.shape) / tile, over: pixels, outputs: [filter.shape], pooled: true };
  const input = { count: sizeOf(x.shape), outputs: [x.shape] };
  return gpu
    .run(gradients(tile, wantsInput), [x, filter, dy], numbers, wantsInput ? [weights, input] : [weights])
    .flat();
}
