/** Arguments of the kernels without weights: resizing, pooling, activations, and what moves or combines channels. */
import {
  ACTIVATE,
  ATTEND,
  COMBINE,
  GATHER,
  MIX,
  POOL,
  PRODUCTS,
  RESIZE,
  RUN,
  SPREAD,
  UNPOOL,
} from '../generated/structs.js';
import type { KernelName } from '../kernel-module.js';
import type {
  ActivationKind,
  GatherNode,
  PoolNode,
  Program,
  ResampleNode,
  Value,
  WeightlessNode,
} from '../program/program.js';
import type { Size } from '../program/sizes.js';
import { placeWindow } from '../program/window.js';
import type { Heap } from './heap.js';
import type { FeatureMap } from './maps.js';
import { quadsOf } from './pack.js';
import { floatBits, struct } from './struct.js';
import { type NodeWeights, storedChannels } from './weights.js';

/** What a plan is made of. */
export interface Context {
  heap: Heap;
  maps: FeatureMap[];
  weights: readonly NodeWeights[];
  program: Program;
  scratch: number;
  scratchBytes: number;
  zeros: number;
}

/** Their numbers in `assembly/activate.ts`. */
const ACTIVATIONS: Record<ActivationKind, number> = {
  'clipped-relu': 0,
  elu: 1,
  sigmoid: 2,
  tanh: 3,
  'hard-sigmoid': 4,
  'hard-swish': 5,
  swish: 6,
  softmax: 7,
};

export function generalCall(
  node: WeightlessNode,
  out: FeatureMap,
  context: Context,
): { kernel: KernelName; values: Int32Array } {
  const { heap, maps } = context;
  const to = { out: out.address, outRow: out.row, outPixel: out.pixel };
  const quads = quadsOf(node.channels);
  const { width } = out;
  const of = (value: Value) => {
    const { address: x, row: xRow, pixel: xPixel } = maps[value];
    return { x, xRow, xPixel };
  };
  switch (node.op) {
    case 'resample':
      return { kernel: 'resize', values: resizeStruct(context, node.input, out, out, node) };
    case 'pool': {
      const [rows, columns] = spansOf(node, maps[node.input], out).map((table) => heap.store(table));
      const largest = Number(node.kind === 'max');
      return {
        kernel: 'pool',
        values: struct(POOL, { ...of(node.input), width, quads, largest, rows, columns, ...to }),
      };
    }
    case 'activate': {
      const kind = ACTIVATIONS[node.kind];
      const alpha = floatBits(node.alpha ?? 1);
      const { channels } = node;
      return {
        kernel: 'activate',
        values: struct(ACTIVATE, { ...of(node.input), width, quads, channels, kind, alpha, ...to }),
      };
    }
    case 'combine': {
      const [first, second] = node.inputs;
      const { height, width: wide, address: y, row, pixel } = maps[second];
      const broadcast = { y, yRow: height === 1 ? 0 : row, yPixel: wide === 1 ? 0 : pixel };
      const single = Number(context.program.nodes[second].channels === 1 && node.channels > 1);
      const multiply = Number(node.kind === 'multiply');
      return {
        kernel: 'combine',
        values: struct(COMBINE, { ...of(first), ...broadcast, width, quads, multiply, single, ...to }),
      };
    }
    case 'gather': {
      const runs = runsOf(node, context);
      const table = Int32Array.from(runs.flatMap((run) => [...struct(RUN, run)]));
      return {
        kernel: 'gather',
        values: struct(GATHER, { runs: heap.store(table), count: runs.length, width, ...to }),
      };
    }
    case 'unpool': {
      const [pooled, source] = node.inputs.map((value) => maps[value]);
      const { kernel, strides } = node.window;
      const { top, left } = placeWindow(node.window, source);
      return {
        kernel: 'unpool',
        values: struct(UNPOOL, {
          ...of(node.inputs[0]),
          ...{ height: pooled.height, width: pooled.width, quads },
          ...{ source: source.address, sourceRow: source.row, sourcePixel: source.pixel },
          ...{ sourceHeight: source.height, sourceWidth: source.width },
          ...{ kernelRows: kernel[0], kernelColumns: kernel[1] },
          ...{ strideRows: strides[0], strideColumns: strides[1], top, left },
          ...{ outWidth: width, ...to },
        }),
      };
    }
    case 'attend': {
      const [query, key, value] = node.inputs.map((input) => maps[input]);
      const { scratch, scratchBytes } = context;
      return {
        kernel: 'attend',
        values: struct(ATTEND, {
          ...{ query: query.address, queryRow: query.row, queryPixel: query.pixel, width, quads },
          inner: quadsOf(context.program.nodes[node.inputs[1]].channels),
          ...{ key: key.address, keyRow: key.row, keyPixel: key.pixel },
          ...{ value: value.address, valueRow: value.row, valuePixel: value.pixel },
          ...{ keyHeight: key.height, keyWidth: key.width, scale: floatBits(node.scale) },
          ...{ scratch, scratchBytes, ...to },
        }),
      };
    }
    case 'products': {
      const [first, second] = node.inputs.map((input) => maps[input]);
      const { scratch, scratchBytes } = context;
      const other = { y: second.address, yRow: second.row, yPixel: second.pixel };
      const from = { ...of(node.inputs[0]), ...other, height: first.height, width: first.width, quads };
      const { outRow } = to;
      return {
        kernel: 'products',
        values: struct(PRODUCTS, { ...from, scratch, scratchBytes, out: to.out, outRow }),
      };
    }
    case 'mix': {
      const { address: matrix, row } = maps[node.inputs[1]];
      const { channels } = node;
      return {
        kernel: 'mix',
        values: struct(MIX, { ...of(node.inputs[0]), width, quads, channels, matrix, row, ...to }),
      };
    }
    case 'spread': {
      const [strideRows, strideColumns] = node.strides;
      const from = { ...of(node.input), width: maps[node.input].width };
      return {
        kernel: 'spread',
        values: struct(SPREAD, { ...from, quads, strideRows, strideColumns, ...to }),
      };
    }
  }
}

/** Neighboring channels of one input that stay neighbors are one run; behind the last channel there are zeros. */
function runsOf({ inputs, channels, from }: GatherNode, { maps, program, heap }: Context) {
  const sources = inputs.flatMap((value) =>
    Array.from({ length: program.nodes[value].channels }, (_, channel) => ({ value, channel })),
  );
  const runs: Partial<Record<(typeof RUN)[number], number>>[] = [];
  let last: { value: Value; channel: number; run: { bytes: number } } | undefined;
  for (const [to, number] of from.entries()) {
    if (number < 0) {
      last = undefined;
      runs.push({ x: heap.store(new Float32Array(4)), to: 4 * to, bytes: 4 });
      continue;
    }
    const { value, channel } = sources[number];
    if (last?.value === value && last.channel + 1 === channel) {
      last.run.bytes += 4;
      last.channel = channel;
      continue;
    }
    const { address, row, pixel } = maps[value];
    const run = { x: address + 4 * channel, xRow: row, xPixel: pixel, to: 4 * to, bytes: 4 };
    runs.push(run);
    last = { value, channel, run };
  }
  const rest = 4 * quadsOf(channels) - channels;
  if (rest > 0) runs.push({ x: heap.store(new Float32Array(4)), to: 4 * channels, bytes: 4 * rest });
  return runs;
}

/** Tables of a pooling's rows and columns. */
function spansOf(node: PoolNode, x: FeatureMap, out: Size): Int32Array[] {
  const { window, countPadding = false } = node;
  const axis = (
    bytes: number,
    outputs: number,
    spanOf: (i: number) => { low: number; high: number; counted: number },
  ) => {
    const table = new Int32Array(3 * outputs);
    for (let i = 0; i < outputs; i++) {
      const { low, high, counted } = spanOf(i);
      table.set([low * bytes, high * bytes, floatBits(1 / counted)], 3 * i);
    }
    return table;
  };
  if ('bins' in window) {
    const bin = (size: number, bins: number) => (i: number) => {
      const [low, high] = [Math.floor((i * size) / bins), Math.ceil(((i + 1) * size) / bins)];
      return { low, high, counted: high - low };
    };
    return [
      axis(x.row, out.height, bin(x.height, out.height)),
      axis(x.pixel, out.width, bin(x.width, out.width)),
    ];
  }
  const { top, left } = placeWindow(window, x);
  const behind = window.padding === 'same' ? undefined : window.padding;
  const span = (at: 0 | 1, size: number, before: number, after: number) => (i: number) => {
    const start = i * window.strides[at] - before;
    const end = start + window.kernel[at];
    const [low, high] = [Math.max(start, 0), Math.min(end, size)];
    return { low, high, counted: countPadding ? Math.min(end, size + after) - start : high - low };
  };
  return [
    axis(x.row, out.height, span(0, x.height, top, behind?.[1] ?? window.kernel[0])),
    axis(x.pixel, out.width, span(1, x.width, left, behind?.[3] ?? window.kernel[1])),
  ];
}

type Sampling = Pick<ResampleNode, 'kind' | 'grid'>;
const SMOOTH: Sampling = { kind: 'bilinear', grid: 'half-pixel' };

/** Resizing of a value to a size; without `out` the result is used row by row. */
export function resizeStruct(
  context: Context,
  input: Value,
  size: Size,
  out?: FeatureMap,
  sampling: Sampling = SMOOTH,
): Int32Array {
  const { heap, maps, program, scratch } = context;
  const { address: x, width, height, row, pixel } = maps[input];
  return struct(RESIZE, {
    x,
    width,
    quads: storedChannels(program.nodes[input]) / 4,
    outWidth: size.width,
    rows: heap.store(between(height, size.height, row, sampling)),
    columns: heap.store(between(width, size.width, pixel, sampling)),
    scratch,
    ...(out && { out: out.address, outRow: out.row, outPixel: out.pixel }),
  });
}

/** For each of `outputs` points the byte offsets of its two neighbors and the share of the second (a float32). */
function between(inputs: number, outputs: number, bytes: number, { kind, grid }: Sampling): Int32Array {
  const table = new Int32Array(outputs * 3);
  for (let i = 0; i < outputs; i++) {
    const { low, high, share } = sampleRow(i, inputs, outputs, { kind, grid });
    table.set([low * bytes, high * bytes, floatBits(share)], i * 3);
  }
  return table;
}

/** The two of `inputs` points between which point `i` of `outputs` lies, and the share of the second. */
export function sampleRow(
  i: number,
  inputs: number,
  outputs: number,
  { kind, grid }: Sampling = SMOOTH,
): { low: number; high: number; share: number } {
  const position = positionOf(i, inputs, outputs, grid);
  const low = Math.floor(position);
  if (kind === 'nearest') return { low, high: low, share: 0 };
  return { low, high: Math.min(low + 1, inputs - 1), share: position - low };
}

function positionOf(i: number, inputs: number, outputs: number, grid: Sampling['grid']): number {
  if (grid === 'corners') return outputs > 1 ? (i * (inputs - 1)) / (outputs - 1) : 0;
  if (grid === 'ratio') return (i * inputs) / outputs;
  return Math.min(Math.max(((i + 0.5) * inputs) / outputs - 0.5, 0), inputs - 1);
}
