/** Small programs around one node of any window, or without weights, drawn by fast-check. */
import * as fc from 'fast-check';
import type { ActivationKind, Pair, Program, ProgramNode, Value, Window } from '../src/index.js';
import { type Drawn, filter, numbers } from './random-program.js';

const pair = (most: number) => fc.tuple(fc.integer({ min: 1, max: most }), fc.integer({ min: 1, max: most }));

/** Windows that fit into 16 x 16 pixels. */
const windows: fc.Arbitrary<Window> = fc
  .record({
    kernel: pair(4),
    strides: pair(3),
    dilations: pair(3),
    padding: fc.oneof(
      fc.constant('same' as const),
      fc.tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: 0, max: 3 }))) as fc.Arbitrary<
        [number, number, number, number]
      >,
    ),
  })
  .map((window) => window);

const POOLS: fc.Arbitrary<{ window: Window; countPadding: boolean }> = fc
  .record({
    kernel: pair(4),
    strides: pair(3),
    same: fc.boolean(),
    before: fc.boolean(),
    ceil: fc.boolean(),
    countPadding: fc.boolean(),
  })
  .map(({ kernel, strides, same, before, ceil, countPadding }) => {
    const half = kernel.map((side) => (before ? Math.floor(side / 2) : 0));
    const padding = same ? ('same' as const) : ([half[0], half[0], half[1], half[1]] as const);
    const window = { kernel, strides, dilations: [1, 1] as Pair, padding, ceil: ceil && !same };
    return { window, countPadding: countPadding && !same };
  });

const ACTIVATIONS: ActivationKind[] = [
  'clipped-relu',
  'elu',
  'sigmoid',
  'tanh',
  'hard-sigmoid',
  'hard-swish',
  'swish',
  'softmax',
];

type Make = (x: Value, other: Value, channels: number, seed: number) => ProgramNode[];

const NODES: fc.Arbitrary<Make> = fc.oneof(
  fc
    .record({ window: windows, groups: fc.constantFrom(1, 2, 3), outputs: fc.integer({ min: 1, max: 5 }) })
    .map(
      ({ window, groups, outputs }): Make =>
        (input, _other, channels, seed) => {
          const own = channels % groups === 0 ? groups : 1;
          const to = own * outputs;
          const inputs = (window.kernel[0] * window.kernel[1] * channels) / own;
          const weights = filter(inputs * to, inputs, seed);
          return [
            {
              op: 'filter',
              input,
              window,
              groups: own,
              channels: to,
              filter: weights,
              bias: numbers(to, seed + 1),
            },
          ];
        },
    ),
  windows.map(
    (window): Make =>
      (input, _other, channels, seed) => {
        const taps = window.kernel[0] * window.kernel[1];
        const slopes = numbers(channels, seed);
        return [{ op: 'taps', input, window, channels, filter: filter(taps * channels, taps, seed), slopes }];
      },
  ),
  fc.record({ pool: POOLS, kind: fc.constantFrom('max' as const, 'average' as const) }).map(
    ({ pool, kind }): Make =>
      (input, _other, channels) => [{ op: 'pool', input, channels, kind, ...pool }],
  ),
  fc.record({ bins: pair(7), kind: fc.constantFrom('max' as const, 'average' as const) }).map(
    ({ bins, kind }): Make =>
      (input, _other, channels) => [{ op: 'pool', input, channels, kind, window: { bins } }],
  ),
  fc.record({ kind: fc.constantFrom(...ACTIVATIONS), alpha: fc.constantFrom(0.2, 1, 6) }).map(
    ({ kind, alpha }): Make =>
      (input, _other, channels) => [{ op: 'activate', input, channels, kind, alpha }],
  ),
  fc
    .record({
      kind: fc.constantFrom('add' as const, 'multiply' as const),
      shape: fc.constantFrom('map', 'pixel', 'channel', 'row'),
    })
    .map(
      ({ kind, shape }): Make =>
        (x, other, channels) => {
          if (shape === 'map') return [{ op: 'combine', kind, inputs: [x, other], channels }];
          if (shape === 'channel') {
            const gather: ProgramNode = { op: 'gather', inputs: [other], channels: 1, from: [channels - 1] };
            return [gather, { op: 'combine', kind, inputs: [x, -1], channels }];
          }
          const small: ProgramNode =
            shape === 'pixel'
              ? { op: 'pool', input: other, channels, kind: 'average', window: { bins: [1, 1] } }
              : { op: 'resample', input: other, channels, kind: 'nearest', grid: 'ratio', size: [1, 1] };
          return [small, { op: 'combine', kind, inputs: [x, -1], channels }];
        },
    ),
  fc.array(fc.integer({ min: -1, max: 25 }), { minLength: 1, maxLength: 20 }).map(
    (from): Make =>
      (x, other, channels) => [
        {
          op: 'gather',
          inputs: [x, other],
          channels: from.length,
          from: from.map((channel) => (channel < 0 ? -1 : channel % (2 * channels))),
        },
      ],
  ),
  fc.record({ strides: pair(3), kernel: pair(4) }).map(
    ({ strides, kernel }): Make =>
      (input, _other, channels, seed) => {
        const padding = [kernel[0] - 1, 2, kernel[1] - 1, 1] as const;
        const window = { kernel, strides: [1, 1] as Pair, dilations: [1, 1] as Pair, padding };
        const inputs = kernel[0] * kernel[1] * channels;
        const weights = filter(inputs * 3, inputs, seed);
        return [
          { op: 'spread', input, channels, strides },
          { op: 'filter', input: -1, window, groups: 1, channels: 3, filter: weights },
        ];
      },
  ),
  fc
    .record({
      kind: fc.constantFrom('bilinear' as const, 'nearest' as const),
      grid: fc.constantFrom('half-pixel' as const, 'corners' as const, 'ratio' as const),
      way: fc.constantFrom({ size: [9, 31] as Pair }, { scale: [2, 1.5] as Pair }, { like: 0, divisor: 3 }),
    })
    .map(
      ({ kind, grid, way }): Make =>
        (input, _other, channels) => [
          { op: 'resample', input, channels, kind, grid: kind === 'nearest' ? 'ratio' : grid, ...way },
        ],
    ),
  fc.record({ size: fc.constantFrom(2, 3), overlap: fc.boolean(), back: fc.boolean() }).map(
    ({ size, overlap, back }): Make =>
      (x, _other, channels) => {
        const rows = overlap ? 1 : 0;
        const window: Window = {
          kernel: [size, size],
          strides: overlap ? [2, 2] : [size, size],
          dilations: [1, 1],
          padding: [rows, rows, rows, rows],
        };
        return [
          { op: 'pool', input: x, channels, kind: 'max', window },
          { op: 'unpool', inputs: [-1, x], channels, window, ...(back && { like: x }) },
        ];
      },
  ),
  fc.constantFrom<Make>(
    (x, other, channels) => [{ op: 'attend', inputs: [x, other, x], channels, scale: 0.3 }],
    (x, other, channels) => [
      { op: 'pool', input: other, channels, kind: 'max', window: { bins: [3, 5] } },
      { op: 'attend', inputs: [x, -1, -1], channels, scale: 1 },
    ],
    (input, other, channels) => [
      { op: 'products', inputs: [input, input], channels },
      // Softmax of small numbers, as products over all pixels are large.
      { op: 'activate', input: -1, channels, kind: 'softmax', alpha: -0.001 },
      { op: 'mix', inputs: [other, -1], channels },
    ],
    (input, _other, channels, seed) => [
      { op: 'constant', height: 1, width: 1, channels, values: numbers(channels, seed) },
      { op: 'combine', kind: 'multiply', inputs: [input, -1], channels },
      { op: 'products', inputs: [-1, input], channels },
      {
        op: 'filter',
        input: -1,
        window: { kernel: [3, 1], strides: [1, 1], dilations: [1, 1], padding: 'same' },
        groups: 1,
        channels: 2,
        filter: filter(6 * channels, 3000, seed),
      },
    ],
  ),
);

/** image -> two pointwise maps -> the node -> its sum with itself -> logits. A value of -1 is the node before. */
export const generalPrograms: fc.Arbitrary<Drawn> = fc
  .record({
    make: NODES,
    height: fc.integer({ min: 16, max: 25 }),
    width: fc.integer({ min: 16, max: 33 }),
    colors: fc.constantFrom(1, 3),
    channels: fc.integer({ min: 1, max: 13 }),
    seed: fc.nat(1000),
  })
  .map(({ make, height, width, colors, channels, seed }): Drawn => {
    const nodes: ProgramNode[] = [{ op: 'input', channels: colors }];
    const push = (node: ProgramNode): Value => nodes.push(node) - 1;
    const pointwise = (input: Value, from: number, to: number, at: number) =>
      push({
        op: 'conv',
        inputs: [input],
        size: 1,
        strides: 1,
        channels: to,
        filter: filter(from * to, from, at).map((weight) => 3 * weight),
      });
    const x = pointwise(0, colors, channels, seed);
    const other = pointwise(0, colors, channels, seed + 1);
    for (const node of make(x, other, channels, seed + 2)) {
      const last = nodes.length - 1;
      const now = { ...node } as { input?: Value; inputs?: Value[] };
      if (now.input === -1) now.input = last;
      if (now.inputs) now.inputs = now.inputs.map((value) => (value === -1 ? last : value));
      push(now as ProgramNode);
    }
    const y = nodes.length - 1;
    const made = nodes[y].channels;
    const output = pointwise(y, made, 2, seed + 5);
    const program: Program = { nodes, output };
    return { program, size: { height, width }, input: numbers(height * width * colors, seed + 6) };
  });
