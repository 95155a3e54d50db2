/** Nodes that only some networks have, in shaders against the engine: WebGPU in Node, WebGL in the browser. */
import type { Program, ProgramNode, Window } from '@miniseg/engine';
import { expectClose, useBackend } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { wasmPredictor } from '../wasm-predictor.js';

const inNode = typeof process !== 'undefined' && process.versions?.node !== undefined;
const skipped = inNode ? await (await import('../../test/webgpu-in-node.js')).noWebgpu() : undefined;

const drawn = (length: number, seed: number) =>
  Float32Array.from({ length }, (_, i) => (((i + seed) * 7919) % 401) / 400 - 0.5);

const conv = (input: number, inputs: number, channels: number, size = 1): ProgramNode => ({
  ...{ op: 'conv', inputs: [input], size, strides: 1, channels },
  filter: drawn(size * size * inputs * channels, channels + input),
  bias: drawn(channels, input),
});

const window = (kernel: number, stride: number, padding: Window['padding'], ceil = false): Window => ({
  ...{ kernel: [kernel, kernel], strides: [stride, stride], dilations: [1, 1], padding, ceil },
});

/** The nodes behind the image (3 channels) and a convolution of it (6 channels), up to the output. */
const PROGRAMS: [string, ProgramNode[]][] = [
  [
    'pooling and its way back',
    [
      { op: 'pool', input: 1, channels: 6, kind: 'max', window: window(2, 2, 'same') },
      { op: 'unpool', inputs: [2, 1], channels: 6, window: window(2, 2, 'same'), like: 1 },
    ],
  ],
  [
    'overlapping windows, of which the last one stays',
    [
      { op: 'pool', input: 1, channels: 6, kind: 'max', window: window(3, 2, [1, 1, 1, 1]) },
      { op: 'unpool', inputs: [2, 1], channels: 6, window: window(3, 2, [1, 1, 1, 1]), like: 1 },
    ],
  ],
  [
    'averages in padded windows that overhang, counted and not',
    [
      {
        ...{ op: 'pool', input: 1, channels: 6, kind: 'average', countPadding: true },
        window: window(3, 2, [1, 2, 0, 1], true),
      },
      { op: 'pool', input: 2, channels: 6, kind: 'average', window: window(2, 1, [1, 1, 1, 1]) },
    ],
  ],
  ['bins', [{ op: 'pool', input: 1, channels: 6, kind: 'average', window: { bins: [3, 5] } }]],
  ['largest values of bins', [{ op: 'pool', input: 1, channels: 6, kind: 'max', window: { bins: [4, 1] } }]],
  [
    'attention over pixels',
    [
      conv(1, 6, 5),
      conv(1, 6, 5),
      conv(1, 6, 7),
      { op: 'attend', inputs: [2, 3, 4], channels: 7, scale: 1.5 },
    ],
  ],
  [
    'attention over channels',
    [
      { op: 'products', inputs: [1, 1], channels: 6 },
      { op: 'activate', input: 2, channels: 6, kind: 'softmax', alpha: -0.05 },
      { op: 'mix', inputs: [1, 3], channels: 6 },
    ],
  ],
  [
    'a constant beside products of one channel, one row and one column',
    [
      { op: 'constant', height: 1, width: 1, channels: 6, values: drawn(6, 3) },
      { op: 'combine', kind: 'add', inputs: [1, 2], channels: 6 },
      conv(3, 6, 1),
      { op: 'combine', kind: 'multiply', inputs: [3, 4], channels: 6 },
      { op: 'pool', input: 5, channels: 6, kind: 'average', window: { bins: [1, 1] } },
      { op: 'combine', kind: 'add', inputs: [5, 6], channels: 6 },
    ],
  ],
  [
    'channels in any order',
    [
      conv(1, 6, 4),
      conv(1, 6, 8),
      { op: 'gather', inputs: [2, 3], channels: 12, from: Array.from({ length: 12 }, (_, c) => c) },
      { op: 'gather', inputs: [2, 1, 4], channels: 7, from: [20, -1, 0, 8, 3, 11, 2] },
    ],
  ],
  [
    'grouped filters behind zeros between pixels',
    [
      { op: 'spread', input: 1, channels: 6, strides: [2, 3] },
      {
        ...{ op: 'filter', input: 2, groups: 3, channels: 9, slopes: drawn(9, 2), bias: drawn(9, 8) },
        window: { kernel: [3, 2], strides: [2, 1], dilations: [1, 2], padding: [1, 0, 2, -1] },
        filter: drawn(6 * 2 * 9, 5),
      },
      {
        ...{ op: 'taps', input: 3, channels: 9, filter: drawn(9 * 9, 6), before: 3, after: 3 },
        window: { kernel: [3, 3], strides: [1, 1], dilations: [2, 1], padding: 'same' },
      },
    ],
  ],
  ...(['bilinear', 'nearest'] as const).flatMap((kind) =>
    (['half-pixel', 'corners', 'ratio'] as const).map((grid): [string, ProgramNode[]] => [
      `resizing, ${kind}, ${grid}`,
      [
        { op: 'resample', input: 1, channels: 6, kind, grid, size: [7, 31] },
        { op: 'resample', input: 2, channels: 6, kind, grid, scale: [2.5, 0.7] },
        { op: 'resample', input: 3, channels: 6, kind, grid, like: 1, divisor: 3 },
      ],
    ]),
  ),
];

describe.skipIf(skipped)(
  `nodes in shaders give what the engine gives${skipped ? ` (${skipped})` : ''}`,
  () => {
    beforeAll(() => useBackend(inNode ? 'cpu' : 'webgl'));

    it.each(PROGRAMS)('%s', async (_title, nodes) => {
      const program: Program = {
        nodes: [{ op: 'input', channels: 3 }, conv(0, 3, 6, 3), ...nodes],
        output: nodes.length + 1,
      };
      const image = tf.randomNormal([2, 17, 22, 3], 0, 1, 'float32', 3) as tf.Tensor4D;
      const engine = await wasmPredictor(program, { threads: 1 });
      const shaders = inNode
        ? await (await import('../webgpu/predictor.js')).webgpuPredictor(program)
        : (await import('../webgl/predictor.js')).webglPredictor(program);
      const expected = await engine.logits(image);
      const actual = await shaders.logits(image);
      expect(actual.shape).toEqual(expected.shape);
      await expectClose(actual, expected, { absolute: 2e-5, relative: 2e-5 });
      engine.dispose();
      shaders.dispose();
      tf.dispose([image, expected, actual]);
    });
  },
);
