/**
 * MiniSegAttentivePyramid: the inside of AHSP, paper eq. (2)-(8). Inputs `s`, `filter0` ... `filter(K-1)`, `attention`, `fuse`;
 * outputs y, the maps F'_1 ... F'_K in one tensor [K, b, h, w, n], and the gates A in [b, h, w, K]. Its gradient takes these and
 * y back. Average pooling is a depthwise convolution with weights 1/9, so that F_0 + F_1 is one with w_1 + 1/9.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { type Gpu, remembered, sizeOf, type Template } from '../template.js';

type Inputs = Record<string, TensorInfo>;

interface Attributes {
  strides: number;
}

const SIZES = ['height', 'width', 'channels', 'rows', 'columns', 'skip'];

/** A branch's weight with the pooling in it. */
const weight = (k: number, place: string) => `at_filter${k}(${place})${k === 0 ? ' + 1.0 / 9.0' : ''}`;

const names = (branches: number, name: string) => Array.from({ length: branches }, (_, k) => `${name}${k}`);

const maps = remembered(
  (branches: number): Template => ({
    name: `pyramid ${branches}`,
    inputs: ['s', ...names(branches, 'filter')],
    integers: SIZES,
    segments: [
      {
        values: branches,
        code: `int c = i % channels;
          int pixel = i / channels;
          int column = pixel % columns;
          int row = (pixel / columns) % rows;
          int b = pixel / (columns * rows);
          float sum = 0.0;
          for (int u = 0; u < 3; u++) {
            for (int v = 0; v < 3; v++) {
              int place = (u * 3 + v) * channels + c;
              ${names(branches, '')
                .map((_, k) => {
                  const dilation = 2 ** k;
                  return `int y${k} = row * skip + (u - 1) * ${dilation};
                    int z${k} = column * skip + (v - 1) * ${dilation};
                    if (y${k} >= 0 && y${k} < height && z${k} >= 0 && z${k} < width) {
                      v${k} += at_s(((b * height + y${k}) * width + z${k}) * channels + c) * (${weight(k, 'place')});
                    }`;
                })
                .join('\n')}
            }
          }
          ${names(branches, '')
            .map((_, k) => `sum += v${k}; v${k} = sum;`)
            .join('\n')}`,
      },
    ],
  }),
);

const GATED: Template = {
  name: 'gated pointwise',
  inputs: ['maps', 'attention', 'fuse'],
  integers: ['channels', 'pixels', 'branches', 'outputs'],
  segments: [
    {
      values: 1,
      code: `int every = outputs * branches;
        int o = i % every;
        int k = o / outputs;
        int source = (k * pixels + i / every) * channels;
        float gate = 0.0;
        float sum = 0.0;
        for (int c = 0; c < channels; c++) {
          float value = at_maps(source + c);
          gate += value * at_attention(c * branches + k);
          sum += value * at_fuse(c * every + o);
        }
        v0 = sum * (1.0 + 1.0 / (1.0 + exp(0.0 - gate)));`,
    },
    {
      values: 1,
      code: `int k = i % branches;
        int source = (k * pixels + i / branches) * channels;
        float gate = 0.0;
        for (int c = 0; c < channels; c++) { gate += at_maps(source + c) * at_attention(c * branches + k); }
        v0 = 1.0 / (1.0 + exp(0.0 - gate));`,
    },
  ],
};

/** d loss / d (the gate's input), of the pixel at `place` and branch k: the sum of dy y / (1 + A), times A (1 - A). */
const gateGradient = (place: string) => `float gate = at_gates((${place}) * branches + k);
  float dz = 0.0;
  for (int o = 0; o < outputs; o++) {
    int at = (${place}) * outputs * branches + k * outputs + o;
    dz += at_dy(at) * at_y(at);
  }
  dz = dz / (1.0 + gate) * gate * (1.0 - gate);`;

/** Of the maps the gradients added up from the last one: map k is the sum of the branches up to k. */
const mapsGradient = (branches: number) => ({
  values: branches,
  code: `int c = i % channels;
    int pixel = i / channels;
    float total = 0.0;
    ${names(branches, '')
      .map((_, last) => {
        const k = branches - 1 - last;
        return `{
          int k = ${k};
          ${gateGradient('pixel')}
          float sum = 0.0;
          for (int o = 0; o < outputs; o++) {
            sum += at_dy(pixel * outputs * branches + k * outputs + o) * at_fuse((c * branches + k) * outputs + o);
          }
          total += sum * (1.0 + gate) + dz * at_attention(c * branches + k);
          v${k} = total;
        }`;
      })
      .join('\n')}`,
});

const gatedGradient = remembered((branches: number, tile: number): Template => {
  const tiles = Array.from({ length: tile }, (_, t) => t);
  return {
    name: `gated pointwise gradient ${branches} ${tile}`,
    inputs: ['dy', 'y', 'maps', 'gates', 'attention', 'fuse'],
    integers: ['channels', 'pixels', 'branches', 'outputs'],
    segments: [
      mapsGradient(branches),
      {
        values: 1,
        reduce: {
          sums: 1,
          term: `int k = i % branches;
            ${gateGradient('p')}
            s0 += dz * at_maps((k * pixels + p) * channels + i / branches);`,
        },
        code: 'v0 = s0;',
      },
      {
        values: tile,
        interleaved: true,
        reduce: {
          sums: tile,
          term: `int every = outputs * branches;
            int o = (i * ${tile}) % every;
            int k = o / outputs;
            float value = at_maps((k * pixels + p) * channels + (i * ${tile}) / every) * (1.0 + at_gates(p * branches + k));
            ${tiles.map((t) => `s${t} += value * at_dy(p * every + o + ${t});`).join(' ')}`,
        },
        code: tiles.map((t) => `v${t} = s${t};`).join(' '),
      },
    ],
  };
});

const pyramidGradient = remembered(
  (branches: number): Template => ({
    name: `pyramid gradient ${branches}`,
    inputs: ['s', 'dMaps', ...names(branches, 'filter')],
    integers: [...SIZES, 'pixels'],
    segments: [
      {
        values: 1,
        code: `int c = i % channels;
          int pixel = i / channels;
          int z = pixel % width;
          int y = (pixel / width) % height;
          int b = pixel / (width * height);
          float sum = 0.0;
          for (int u = 0; u < 3; u++) {
            for (int v = 0; v < 3; v++) {
              int place = (u * 3 + v) * channels + c;
              ${names(branches, '')
                .map((_, k) => {
                  const dilation = 2 ** k;
                  return `int y${k} = y - (u - 1) * ${dilation};
                    int z${k} = z - (v - 1) * ${dilation};
                    if (y${k} >= 0 && y${k} % skip == 0 && y${k} / skip < rows
                      && z${k} >= 0 && z${k} % skip == 0 && z${k} / skip < columns) {
                      int pixel${k} = ((${k} * (pixels / (rows * columns)) + b) * rows + y${k} / skip) * columns + z${k} / skip;
                      sum += at_dMaps(pixel${k} * channels + c) * (${weight(k, 'place')});
                    }`;
                })
                .join('\n')}
            }
          }
          v0 = sum;`,
      },
      {
        values: 1,
        reduce: {
          sums: 1,
          prepare: `int c = i % channels;
            int tap = (i / channels) % 9;
            int k = i / (9 * channels);
            int dilation = 1;
            for (int j = 0; j < k; j++) { dilation = dilation * 2; }`,
          term: `int column = p % columns;
            int row = (p / columns) % rows;
            int b = p / (columns * rows);
            int y = row * skip + (tap / 3 - 1) * dilation;
            int z = column * skip + (tap % 3 - 1) * dilation;
            if (y >= 0 && y < height && z >= 0 && z < width) {
              s0 += at_s(((b * height + y) * width + z) * channels + c) * at_dMaps((k * pixels + p) * channels + c);
            }`,
        },
        code: 'v0 = s0;',
      },
    ],
  }),
);

function sizesOf(s: TensorInfo, fuse: TensorInfo, branches: number, strides: number) {
  const [batch, height, width, channels] = s.shape;
  const rows = Math.ceil(height / strides);
  const columns = Math.ceil(width / strides);
  const pixels = batch * rows * columns;
  return {
    ...{ batch, height, width, channels, rows, columns, pixels, outputs: fuse.shape[3] / branches },
    spatial: [height, width, channels, rows, columns, strides],
  };
}

const filtersOf = (inputs: Inputs, branches: number) => names(branches, 'filter').map((name) => inputs[name]);

/** [y, maps, gates] */
export function attentivePyramid(gpu: Gpu, inputs: Inputs, { strides }: Attributes): TensorInfo[] {
  const { s, attention, fuse } = inputs;
  const branches = attention.shape[3];
  const size = sizesOf(s, fuse, branches, strides);
  const { batch, rows, columns, channels, pixels, outputs } = size;
  const [[made]] = gpu.run(maps(branches), [s, ...filtersOf(inputs, branches)], size.spatial, [
    { count: pixels * channels, outputs: [[branches, batch, rows, columns, channels]] },
  ]);
  const [[y], [gates]] = gpu.run(
    GATED,
    [made, attention, fuse],
    [channels, pixels, branches, outputs],
    [
      { count: pixels * branches * outputs, outputs: [[batch, rows, columns, branches * outputs]] },
      { count: pixels * branches, outputs: [[batch, rows, columns, branches]] },
    ],
  );
  return [y, made, gates];
}

/** [dS, dFilter0 ... dFilter(K-1), dAttention, dFuse] */
export function attentivePyramidGradient(gpu: Gpu, inputs: Inputs, { strides }: Attributes): TensorInfo[] {
  const { s, dy, y, maps, gates, attention, fuse } = inputs;
  const branches = attention.shape[3];
  const size = sizesOf(s, fuse, branches, strides);
  const { batch, rows, columns, channels, pixels, outputs } = size;
  const tile = outputs % gpu.tile === 0 ? gpu.tile : 1;
  const [[dMaps], [dAttention], [dFuse]] = gpu.run(
    gatedGradient(branches, tile),
    [dy, y, maps, gates, attention, fuse],
    [channels, pixels, branches, outputs],
    [
      { count: pixels * channels, outputs: [[branches, batch, rows, columns, channels]] },
      { count: channels * branches, over: pixels, outputs: [attention.shape], pooled: true },
      { count: sizeOf(fuse.shape) / tile, over: pixels, outputs: [fuse.shape], pooled: true },
    ],
  );
  const filters = filtersOf(inputs, branches);
  const [[dS], dFilters] = gpu.run(
    pyramidGradient(branches),
    [s, dMaps, ...filters],
    [...size.spatial, pixels],
    [
      { count: sizeOf(s.shape), outputs: [s.shape] },
      {
        count: 9 * channels * branches,
        over: pixels,
        outputs: filters.map(({ shape }) => shape),
        pooled: true,
      },
    ],
  );
  gpu.release(dMaps);
  return [dS, ...dFilters, dAttention, dFuse];
}
