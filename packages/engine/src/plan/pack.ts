/** Weights in the order in which the kernels read them. */
import type { ConvNode, DepthwiseNode, FilterNode, PyramidNode, TapsNode } from '../program/program.js';

/** Vectors of four channels; maps are stored with so many, the rest zero. */
export function quadsOf(channels: number): number {
  return Math.ceil(channels / 4);
}

/** A vector of channels, padded with zeros to whole vectors of four. */
export function padded(values: Float32Array | undefined, channels: number): Float32Array {
  const all = new Float32Array(quadsOf(channels) * 4);
  if (values) all.set(values);
  return all;
}

/** The weights of one block of eight outputs (four, where no more are left). */
export interface Block {
  /** Byte offset of its inputs in the run that the kernel walks through. */
  offset: number;
  /** Numbers of the run. */
  length: number;
  weights: Float32Array;
}

/** What a block of outputs reads of each of `segments` runs. */
interface Run {
  start: number;
  length: number;
  segments: number;
}

/** For each block of outputs a matrix [inputs, outputs] of `weight(input, output)`, counted over all its runs. */
function blocks(
  channels: number,
  run: (first: number, last: number) => Run,
  weight: (input: number, output: number, run: Run) => number,
): Block[] {
  const stored = quadsOf(channels) * 4;
  const result: Block[] = [];
  for (let first = 0; first < stored; first += 8) {
    const outputs = Math.min(8, stored - first);
    const last = Math.min(first + outputs, channels) - 1;
    const own = run(first, last);
    const { start, length, segments } = own;
    const weights = new Float32Array(length * segments * outputs);
    for (let i = 0; i < length * segments; i++) {
      for (let output = first; output <= last; output++) {
        weights[i * outputs + output - first] = weight(i, output, own);
      }
    }
    result.push({ offset: start * 4, length, weights });
  }
  return result;
}

/**
 * @param inputs Channels of each input.
 * @param stored Numbers between two pixels of the input: a kernel of several pixels walks over them all.
 */
export function packConv(
  { size, channels, filter, inputs: maps }: ConvNode,
  inputs: number,
  stored: number,
): Block[] {
  const segments = size === 1 ? maps.length : size;
  const length = size === 1 ? inputs : size * stored;
  return blocks(
    channels,
    () => ({ start: 0, length, segments }),
    (i, output) => {
      if (size === 1) return filter[i * channels + output];
      const channel = i % stored;
      return channel < inputs ? filter[(Math.floor(i / stored) * inputs + channel) * channels + output] : 0;
    },
  );
}

/** The grouped pointwise convolution: a block of outputs reads the branches that its outputs belong to. */
export function packFuse({ width, channels, branches, fuse }: PyramidNode): Block[] {
  const stored = quadsOf(width) * 4;
  const outputs = channels / branches.length;
  const branch = (output: number) => Math.floor(output / outputs);
  return blocks(
    channels,
    (first, last) => ({
      start: branch(first) * stored,
      length: (branch(last) - branch(first) + 1) * stored,
      segments: 1,
    }),
    (i, output, { start }) => {
      const channel = i % stored;
      return Math.floor((start + i) / stored) === branch(output) && channel < width
        ? fuse[channel * channels + output]
        : 0;
    },
  );
}

/** Whether a kernel's rows are runs of contiguous numbers, as its columns lie side by side; else each tap is a run. */
export function hasRowRuns({ window: { kernel, dilations }, groups }: FilterNode): boolean {
  return groups === 1 && (dilations[1] === 1 || kernel[1] === 1) && kernel[1] > 1;
}

/** @param inputs Channels of the input; `stored` numbers lie between two of its pixels. */
export function packFilter(node: FilterNode, inputs: number, stored: number): Block[] {
  const { window, groups, channels, filter } = node;
  const [rows, columns] = window.kernel;
  const perGroup = inputs / groups;
  const outputs = channels / groups;
  const weight = (tap: number, channel: number, output: number) => {
    const own = channel - Math.floor(output / outputs) * perGroup;
    return own >= 0 && own < perGroup ? filter[(tap * perGroup + own) * channels + output] : 0;
  };
  if (hasRowRuns(node)) {
    return blocks(
      channels,
      () => ({ start: 0, length: columns * stored, segments: rows }),
      (i, output) => weight(Math.floor(i / stored), i % stored, output),
    );
  }
  const taps = rows * columns;
  return blocks(
    channels,
    (first, last) => {
      const start = Math.floor(first / outputs) * perGroup;
      return { start, length: (Math.floor(last / outputs) + 1) * perGroup - start, segments: taps };
    },
    (i, output, { start, length }) => weight(Math.floor(i / length), start + (i % length), output),
  );
}

/** Taps in the order of the kernel; where they lie depends on the padding. */
export function windowTaps({ window: { kernel, dilations }, filter, channels }: TapsNode): Tap[] {
  return Array.from({ length: kernel[0] * kernel[1] }, (_, i) => ({
    dy: Math.floor(i / kernel[1]) * dilations[0],
    dx: (i % kernel[1]) * dilations[1],
    weights: filter.subarray(i * channels, (i + 1) * channels),
  }));
}

/** Where a tap lies relative to its pixel. */
export interface Tap {
  dy: number;
  dx: number;
  /** [channels] */
  weights: Float32Array;
}

/** The taps of one kernel, [size, size, channels], row by row. */
function tapsOf(size: number, dilation: number, filter: Float32Array, channels: number): Tap[] {
  return Array.from({ length: size * size }, (_, i) => ({
    dy: (Math.floor(i / size) - (size - 1) / 2) * dilation,
    dx: ((i % size) - (size - 1) / 2) * dilation,
    weights: filter.subarray(i * channels, (i + 1) * channels),
  }));
}

/** The taps of all kernels of a node, those at the same place added up. */
export function depthwiseTaps({ kernels, channels }: DepthwiseNode): Tap[] {
  const taps = new Map<string, Tap>();
  for (const { size, dilation, filter } of kernels) {
    for (const tap of tapsOf(size, dilation, filter, channels)) {
      const place = `${tap.dy},${tap.dx}`;
      const same = taps.get(place);
      taps.set(place, same ? { ...tap, weights: tap.weights.map((w, c) => w + same.weights[c]) } : tap);
    }
  }
  return [...taps.values()];
}

/** Nine taps of each branch, one after the other. */
export function pyramidTaps({ branches, width }: PyramidNode): Tap[] {
  return branches.flatMap(({ dilation, filter }) => tapsOf(3, dilation, filter, width));
}

/**
 * For each vector of four channels: four numbers for each tap. With `wide` for each two vectors eight numbers, as the kernels
 * of that build take them together.
 */
export function packTaps(taps: readonly Tap[], channels: number, wide: boolean): Float32Array {
  const stored = quadsOf(channels) * 4;
  const packed = new Float32Array(stored * taps.length);
  for (let first = 0, group = 4; first < stored; first += group) {
    group = wide && stored - first >= 8 ? 8 : 4;
    for (const [t, { weights }] of taps.entries()) {
      packed.set(weights.subarray(first, first + group), first * taps.length + t * group);
    }
  }
  return packed;
}

/** [width, branches] to one padded vector for each branch. */
export function packAttention(attention: Float32Array, width: number, branches: number): Float32Array {
  const stored = quadsOf(width) * 4;
  const packed = new Float32Array(branches * stored);
  for (let c = 0; c < width; c++) {
    for (let k = 0; k < branches; k++) packed[k * stored + c] = attention[c * branches + k];
  }
  return packed;
}
