/** One layer's nodes and weights, in ONNX's layouts: what the layers' emitters are written with. */
import { tfjsToTorch } from '../checkpoint/layout.js';
import { ModelError } from '../errors.js';
import type { GraphBuilder, Values } from './graph-builder.js';

/** A layer as the exporter sees it: plain values, so that no backend is needed any more. */
export interface LayerSource {
  name: string;
  config: Readonly<Record<string, unknown>>;
  /** By short name, in tfjs's layout. */
  weights: ReadonlyMap<string, Values>;
  /** Names of the values that the layer reads. */
  inputs: readonly string[];
}

/** A convolution with symmetric padding. */
export interface Convolution {
  /** Last part of the node's name. */
  part: string;
  input: string;
  /** [out, in / groups, height, width] */
  filter: Values;
  bias?: Float32Array;
  groups?: number;
  strides?: number;
  dilations?: number;
}

interface Affine {
  scale: Float32Array;
  offset: Float32Array;
}

export class BlockWriter {
  constructor(
    readonly graph: GraphBuilder,
    readonly layer: LayerSource,
    /** Batch normalization goes into the convolutions. */
    readonly fold: boolean,
  ) {}

  /** The first input; blocks have one, the exchange two. */
  get input(): string {
    return this.layer.inputs[0];
  }

  number(name: string): number {
    return this.layer.config[name] as number;
  }

  has(weight: string): boolean {
    return this.layer.weights.has(weight);
  }

  /** [height, width, in, out] -> [out, in, height, width]. */
  filter(weight: string): Values {
    return tfjsToTorch('hwio', this.values(weight));
  }

  /** [height, width, channels, 1] -> [channels, 1, height, width]. */
  depthwise(weight: string): Values {
    return tfjsToTorch('depthwise', this.values(weight));
  }

  vector(weight: string): Float32Array {
    return this.values(weight).data;
  }

  node(
    type: string,
    part: string,
    inputs: readonly string[],
    attributes?: Parameters<GraphBuilder['node']>[3],
    more: readonly string[] = [],
  ) {
    return this.graph.node(
      type,
      this.name(part),
      inputs,
      attributes,
      more.map((name) => this.name(name)),
    );
  }

  convolve({ part, input, filter, bias, groups = 1, strides = 1, dilations = 1 }: Convolution): string {
    const name = this.name(part);
    const { graph } = this;
    const [height, width] = filter.shape.slice(2);
    const [rows, columns] = [height, width].map((size) => ((size - 1) / 2) * dilations);
    const inputs = [input, graph.weights(`${name}.weight`, filter)];
    if (bias) inputs.push(graph.weights(`${name}.bias`, { shape: [bias.length], data: bias }));
    return graph.node('Conv', name, inputs, {
      kernel_shape: [height, width],
      pads: [rows, columns, rows, columns],
      strides: [strides, strides],
      dilations: [dilations, dilations],
      group: groups,
    });
  }

  /** The block's end: activation(BN(the sum of the convolutions)), each part where the layer has it. */
  finish(convolutions: readonly Convolution[]): string {
    const affine = this.normalization();
    if (!affine) return this.activate(this.sum(convolutions.map((conv) => this.convolve(conv))));
    if (!this.fold) {
      return this.activate(this.normalize(this.sum(convolutions.map((conv) => this.convolve(conv)))));
    }
    const folded = convolutions.map((conv, i) => this.convolve(scaled(conv, affine, i === 0)));
    return this.activate(this.sum(folded));
  }

  activate(input: string): string {
    const { graph } = this;
    if (this.has('alpha')) {
      const data = this.vector('alpha');
      // One for each channel, or one for all.
      const slopes = graph.weights(`${this.name('prelu')}.slope`, { shape: [data.length, 1, 1], data });
      return this.node('PRelu', 'prelu', [input, slopes]);
    }
    return this.layer.config.activation === 'relu' ? this.node('Relu', 'relu', [input]) : input;
  }

  private sum(values: readonly string[]): string {
    return values.reduce((total, value, i) => this.node('Add', `sum${i}`, [total, value]));
  }

  normalize(input: string): string {
    const parameters = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map((weight) => {
      const data = this.vector(weight);
      return this.graph.weights(`${this.name('bn')}.${weight}`, { shape: [data.length], data });
    });
    return this.node('BatchNormalization', 'bn', [input, ...parameters], {
      epsilon: { float: this.number('epsilon') },
    });
  }

  /** y = scale x + offset for each channel; undefined for a layer without normalization. */
  private normalization(): Affine | undefined {
    if (!this.has('gamma')) return undefined;
    const [gamma, beta, mean, variance] = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map((weight) =>
      this.vector(weight),
    );
    const epsilon = this.number('epsilon');
    const scale = gamma.map((value, c) => value / Math.sqrt(variance[c] + epsilon));
    return { scale, offset: beta.map((value, c) => value - mean[c] * scale[c]) };
  }

  values(weight: string): { shape: number[]; data: Float32Array } {
    const found = this.layer.weights.get(weight);
    if (!found) {
      throw new ModelError(
        'export',
        `Layer ${this.layer.name} has no weight '${weight}'. Build the model before exporting it.`,
      );
    }
    return { shape: [...found.shape], data: found.data };
  }

  private name(part: string): string {
    return `${this.layer.name}/${part}`;
  }
}

/** Of convolutions that are summed, one alone carries the offset. */
function scaled(conv: Convolution, { scale, offset }: Affine, withOffset: boolean): Convolution {
  const { filter, bias } = conv;
  const perOutput = filter.data.length / scale.length;
  const data = filter.data.map((value, i) => value * scale[Math.floor(i / perOutput)]);
  const own = bias?.map((value, c) => value * scale[c]);
  const carried = withOffset ? offset.map((value, c) => value + (own?.[c] ?? 0)) : own;
  return { ...conv, filter: { shape: filter.shape, data }, bias: carried };
}
