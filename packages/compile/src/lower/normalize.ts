/** Scales and shifts of channels: folded into the convolution before them where nobody else reads it. */
import type { ProgramNode } from '@miniseg/engine';
import { scaled } from './filters.js';
import { affine, type Linear, plain } from './linear.js';
import type { ProgramBuilder } from './program-builder.js';

export interface Affine {
  scale: Float64Array;
  shift: Float64Array;
}

/** @param alone Whether what made `x` may be changed, see `Lowering`. */
export function normalize(builder: ProgramBuilder, x: Linear, by: Affine, alone: boolean): Linear {
  const { channels } = x;
  if (alone && x.like === undefined && x.terms.every(({ matrix }) => matrix)) return affine(x, by);
  const bias = Float32Array.from(by.shift);
  const node = alone ? lastNode(builder, x) : undefined;
  if (
    node &&
    'filter' in node &&
    node.slopes === undefined &&
    node.after === undefined &&
    node.before === undefined
  ) {
    const own = node.bias ?? new Float32Array(channels);
    return builder.push({
      ...node,
      filter: scaled(node.filter, by.scale),
      bias: bias.map((shift, c) => shift + own[c] * by.scale[c]),
    });
  }
  const one = [1, 1] as const;
  return builder.push({
    op: 'taps',
    input: builder.map(x),
    window: { kernel: one, strides: one, dilations: one, padding: [0, 0, 0, 0] },
    channels,
    filter: Float32Array.from(by.scale),
    bias,
  });
}

/** The node that made a map, where the map is nothing but its value. */
export function lastNode(builder: ProgramBuilder, { terms, bias, like }: Linear): ProgramNode | undefined {
  const [{ value, matrix }] = terms;
  return terms.length === 1 && !matrix && !bias && like === undefined ? builder.nodes[value] : undefined;
}

/** A map that is computed: a pointwise convolution behind it does not take it apart again. */
export function computed(builder: ProgramBuilder, x: Linear): Linear {
  return plain(builder.value(x), x.channels);
}
