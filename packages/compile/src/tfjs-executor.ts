/** A program in plain ops of tfjs-core, on any backend: what every faster way to run it is compared with. */

import { checkProgram, type Ending, type Program, type Value } from '@miniseg/engine';
import { depthwiseConv2d, prelu, resizeBilinear } from '@miniseg/ops';
import {
  add,
  concat,
  conv2d,
  keep,
  matMul,
  mul,
  pad,
  relu,
  reshape,
  sigmoid,
  slice,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { type BasicNode, basicNodes } from './basic-nodes.js';

type Computed = Exclude<BasicNode, { op: 'input' }>;
type Read = (value: Value) => Tensor4D;

/** Keeps the weights as tensors of the backend that is current when they are first needed. */
export class TfjsExecutor {
  private readonly weights = new Map<Float32Array, Tensor>();

  /** @throws {EngineError} for a program that contradicts itself. */
  constructor(private readonly program: Program) {
    checkProgram(program);
  }

  /**
   * @param input Normalized images, [batch, height, width, channels].
   * @returns Logits of the input's size, [batch, height, width, classes].
   */
  execute(input: Tensor4D): Tensor4D {
    const { output } = this.program;
    const nodes = basicNodes(this.program);
    return tidy(() => {
      const values: Tensor4D[] = [];
      const read: Read = (value) => values[value];
      for (const node of nodes) values.push(node.op === 'input' ? input : this.compute(node, read));
      return resizeBilinear(values[output], [input.shape[1], input.shape[2]]);
    });
  }

  dispose(): void {
    for (const weight of this.weights.values()) weight.dispose();
    this.weights.clear();
  }

  private weight(values: Float32Array, shape: number[]): Tensor4D {
    let weight = this.weights.get(values);
    if (!weight) {
      weight = keep(tensor(values, shape));
      this.weights.set(values, weight);
    }
    return weight as Tensor4D;
  }

  private compute(node: Computed, read: Read): Tensor4D {
    if (node.op === 'resize') {
      const [, height, width] = read(node.like).shape;
      return resizeBilinear(read(node.input), [height, width]);
    }
    return this.finish(node, this.sums(node, read), read);
  }

  private sums(node: Exclude<Computed, { op: 'resize' }>, read: Read): Tensor4D {
    switch (node.op) {
      case 'conv': {
        const maps = node.inputs.map(read);
        const x = maps.length === 1 ? maps[0] : (concat(maps, 3) as Tensor4D);
        const { size, channels, strides } = node;
        const filter = this.weight(node.filter, [size, size, x.shape[3], channels]);
        return conv2d(bordered(x, (size - 1) / 2), filter, strides, 'valid');
      }
      case 'depthwise':
        return node.kernels
          .map(({ size, dilation, filter }) =>
            depthwiseConv2d(read(node.input), this.weight(filter, [size, size, node.channels, 1]), {
              strides: node.strides,
              dilations: dilation,
            }),
          )
          .reduce((a, b) => add(a, b) as Tensor4D);
      case 'pyramid':
        return this.pyramid(node, read(node.input));
      case 'add':
        return node.inputs.map(read).reduce((a, b) => add(a, b) as Tensor4D);
    }
  }

  private pyramid(node: Extract<BasicNode, { op: 'pyramid' }>, x: Tensor4D): Tensor4D {
    const { width, channels, branches, attention, fuse, strides } = node;
    const outputs = channels / branches.length;
    let running: Tensor4D | undefined;
    const parts = branches.map(({ dilation, filter }, k) => {
      const weight = this.weight(filter, [3, 3, width, 1]);
      const map = depthwiseConv2d(x, weight, { strides, dilations: dilation });
      running = node.hierarchical && running ? (add(running, map) as Tensor4D) : map;
      const pixels = reshape(running, [-1, width]) as Tensor2D;
      const fused = matMul(pixels, columns(this.weight(fuse, [width, channels]), k * outputs, outputs));
      if (!attention) return fused;
      const logits = matMul(pixels, columns(this.weight(attention, [width, branches.length]), k, 1));
      // Attention scales a whole pixel, so it commutes with the pointwise convolution.
      return add(fused, mul(fused, sigmoid(logits))) as Tensor2D;
    });
    const [batch, height, wide] = (running as unknown as Tensor4D).shape;
    return reshape(concat(parts as Tensor2D[], 1), [batch, height, wide, channels]) as Tensor4D;
  }

  private finish({ bias, before, slopes, after }: Ending, sums: Tensor4D, read: Read): Tensor4D {
    let y: Tensor = sums;
    if (bias) y = add(y, this.weight(bias, [bias.length]));
    if (before !== undefined) y = add(y, read(before));
    if (slopes)
      y = slopes.some((slope) => slope !== 0)
        ? prelu(y as Tensor4D, this.weight(slopes, [slopes.length]))
        : relu(y);
    if (after !== undefined) y = add(y, read(after));
    return y as Tensor4D;
  }
}

function columns(weights: Tensor, first: number, count: number): Tensor2D {
  return slice(weights, [0, first], [weights.shape[0], count]) as Tensor2D;
}

function bordered(x: Tensor4D, padding: number): Tensor4D {
  if (padding === 0) return x;
  const border: [number, number] = [padding, padding];
  return pad(x, [[0, 0], border, border, [0, 0]]) as Tensor4D;
}
