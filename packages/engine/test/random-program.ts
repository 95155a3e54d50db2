/** Small programs around one node of interest, drawn by fast-check. */
import * as fc from 'fast-check';
import type { Ending, Program, ProgramNode, Size, Value } from '../src/index.js';

/** Numbers in [-1, 1] that depend on the seed alone. */
export function numbers(length: number, seed: number): Float32Array {
  let state = (seed * 2654435761 + 1) >>> 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) >>> 0;
    return (state / 2 ** 31 - 1) * 0.999;
  });
}

/** A filter whose sums stay near 1. */
export function filter(length: number, inputs: number, seed: number): Float32Array {
  return numbers(length, seed).map((w) => w / Math.sqrt(inputs));
}

const endings = fc.record({
  bias: fc.boolean(),
  before: fc.boolean(),
  slopes: fc.boolean(),
  after: fc.boolean(),
});

export interface Drawn {
  program: Program;
  size: Size;
  input: Float32Array;
}

/**
 * image -> three pointwise maps -> the node (which may add the other two) -> its sum with a map -> logits: sums are
 * written as second outputs, and every map has an odd number of channels now and then.
 */
export const programs: fc.Arbitrary<Drawn> = fc
  .record({
    kind: fc.constantFrom(
      'conv' as const,
      'pair' as const,
      'depthwise' as const,
      'pyramid' as const,
      'resize' as const,
      'add' as const,
    ),
    height: fc.integer({ min: 16, max: 27 }),
    width: fc.integer({ min: 16, max: 41 }),
    colors: fc.constantFrom(1, 3),
    channels: fc.integer({ min: 1, max: 13 }),
    outputs: fc.integer({ min: 1, max: 5 }),
    branches: fc.integer({ min: 1, max: 4 }),
    size: fc.constantFrom(1, 3, 5),
    strides: fc.constantFrom(1 as const, 2 as const),
    flag: fc.boolean(),
    attention: fc.boolean(),
    classes: fc.integer({ min: 2, max: 6 }),
    ending: endings,
    seed: fc.nat(1000),
  })
  .map((d): Drawn => {
    const channels = d.kind === 'pyramid' ? d.outputs * d.branches : d.channels;
    const nodes: ProgramNode[] = [{ op: 'input', channels: d.colors }];
    const push = (node: ProgramNode): Value => nodes.push(node) - 1;
    const pointwise = (input: Value, from: number, to: number, strides: 1 | 2, seed: number) =>
      push({
        op: 'conv',
        inputs: [input],
        size: 1,
        strides,
        channels: to,
        filter: filter(from * to, from, seed),
      });
    const strided = d.kind === 'conv' || d.kind === 'depthwise' || d.kind === 'pyramid' ? d.strides : 1;
    const width = d.kind === 'depthwise' ? channels : d.channels;
    const x = pointwise(0, d.colors, width, 1, d.seed);
    // Of the shape of the node's output.
    const before = pointwise(0, d.colors, channels, strided, d.seed + 1);
    const after = pointwise(0, d.colors, channels, strided, d.seed + 2);
    const ending: Ending = {
      ...(d.ending.bias && { bias: numbers(channels, d.seed + 3) }),
      ...(d.ending.before && d.kind !== 'add' && { before }),
      ...(d.ending.slopes && { slopes: numbers(channels, d.seed + 4) }),
      ...(d.ending.after && { after }),
    };
    let y: Value;
    if (d.kind === 'conv') {
      const inputs = d.size ** 2 * width;
      y = push({
        op: 'conv',
        inputs: [x],
        size: d.size,
        strides: strided,
        channels,
        filter: filter(inputs * channels, inputs, d.seed + 5),
        ...ending,
      });
    } else if (d.kind === 'pair') {
      const inputs = 2 * width;
      const second = pointwise(0, d.colors, width, 1, d.seed + 6);
      y = push({
        op: 'conv',
        inputs: [x, second],
        size: 1,
        strides: 1,
        channels,
        filter: filter(inputs * channels, inputs, d.seed + 5),
        ...ending,
      });
    } else if (d.kind === 'depthwise') {
      const kernels = [
        { size: d.size, dilation: 1, filter: filter(d.size ** 2 * channels, d.size ** 2, d.seed + 5) },
      ];
      if (d.flag) kernels.push({ size: 3, dilation: 2, filter: filter(9 * channels, 9, d.seed + 6) });
      y = push({ op: 'depthwise', input: x, strides: strided, channels, kernels, ...ending });
    } else if (d.kind === 'pyramid') {
      y = push({
        op: 'pyramid',
        input: x,
        strides: strided,
        channels,
        width,
        hierarchical: d.flag,
        branches: Array.from({ length: d.branches }, (_, k) => ({
          dilation: 2 ** k,
          filter: filter(9 * width, 9, d.seed + k),
        })),
        ...(d.attention && { attention: numbers(width * d.branches, d.seed + 7) }),
        fuse: filter(width * channels, width, d.seed + 8),
        ...ending,
      });
    } else if (d.kind === 'add') {
      y = push({ op: 'add', inputs: d.flag ? [before] : [before, after], channels, ...ending });
    } else {
      const coarse = push({
        op: 'conv',
        inputs: [x],
        size: 3,
        strides: 2,
        channels,
        filter: filter(9 * width * channels, 9 * width, d.seed + 5),
        ...(d.ending.bias && { bias: numbers(channels, 1) }),
      });
      y = push({ op: 'resize', input: coarse, like: after, channels });
    }
    const sum = push({ op: 'add', inputs: [y, before], channels });
    const twice = push({
      op: 'conv',
      inputs: [y],
      size: 1,
      strides: 1,
      channels,
      filter: filter(channels ** 2, channels, d.seed + 9),
      before: sum,
    });
    const output = pointwise(twice, channels, d.classes, 1, d.seed + 10);
    const size = { height: d.height, width: d.width };
    return { program: { nodes, output }, size, input: numbers(d.height * d.width * d.colors, d.seed + 11) };
  });
