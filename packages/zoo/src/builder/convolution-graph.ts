/** Layers with weights: convolutions, normalizations and linear layers, under the names of PyTorch's modules. */
import {
  Activation,
  BatchNorm,
  CodewordMean,
  Conv2d,
  ConvTranspose2d,
  Encoding,
  ScaledSum,
} from '@miniseg/blocks/layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { check, checkOptions } from '../check-options.js';
import { ZooError } from '../errors.js';
import { checkCount, checkMap, checkNames, checkText } from './check-values.js';
import { type InitialValues, LayerGraph } from './layer-graph.js';
import type { LayerNames } from './names.js';
import { uniform } from './random.js';
import { type Fans, type Start, startingBias, startingKernel } from './starts.js';
import { UnusedWeights } from './unused-weights.js';

type Pair = number | readonly [rows: number, columns: number];

/** Activations that follow a convolution. */
export type ActivationName =
  | 'none'
  | 'relu'
  | 'relu6'
  | 'prelu'
  /** One slope for all channels. */
  | 'sharedPrelu'
  | 'sigmoid'
  | 'hardSigmoid'
  | 'hardSwish';

/** Batch normalization, and the activation behind it. */
export interface NormOptions {
  /** Default 'none'. */
  activation?: ActivationName;
  /** Share of the old running value that a step keeps, 1 - PyTorch's momentum. Default 0.9. */
  momentum?: number;
  /** Scale and shift get no gradient. Default false. */
  frozen?: boolean;
  /** How often the tool of table III counts the activation: 0 where it is no module in the original. Default 1. */
  counted?: number;
}

/** A convolution with what follows it. */
export interface ConvOptions extends NormOptions {
  /** Default 3. */
  kernel?: Pair;
  /** Default 1. */
  strides?: number;
  /** Zeros on both sides. Default: the output is as large as the input, divided by the strides. */
  padding?: number;
  /** Default 1. */
  dilation?: number;
  /** Default 1. */
  groups?: number;
  /** Default false. */
  bias?: boolean;
  /** With a normalization by default the network's, without one 'none'. */
  activation?: ActivationName;
}

/** A transposed convolution with what follows it. */
export interface TransposedOptions extends Pick<ConvOptions, 'bias' | 'activation'> {
  kernel: number;
  strides: number;
  padding?: number;
  outputPadding?: number;
}

const KINDS = {
  relu: 'relu',
  relu6: 'relu6',
  prelu: 'prelu',
  sharedPrelu: 'prelu',
  sigmoid: 'sigmoid',
  hardSigmoid: 'hard-sigmoid',
  hardSwish: 'hard-swish',
} as const;

const NORM_OPTIONS = { activation: 1, momentum: 1, frozen: 1, counted: 1 } as const;
const CONV_OPTIONS = {
  ...NORM_OPTIONS,
  kernel: 1,
  strides: 1,
  padding: 1,
  dilation: 1,
  groups: 1,
  bias: 1,
} as const;

/** Layers with weights. */
export class ConvolutionGraph extends LayerGraph {
  /** Convolution; with two names batch normalization and activation as well. */
  conv(x: SymbolicTensor, names: LayerNames, filters: number, options: ConvOptions = {}): SymbolicTensor {
    checkOptions('conv', options, CONV_OPTIONS);
    return this.finishConv(this.convLayer(x, names, filters, options)[0], names, options);
  }

  /** One convolution with normalization and activation that runs twice on the same map. */
  convTwice(
    x: SymbolicTensor,
    names: Exclude<LayerNames, string>,
    filters: number,
    options: ConvOptions = {},
  ): SymbolicTensor[] {
    checkOptions('convTwice', options, CONV_OPTIONS);
    check(
      Array.isArray(names) && names.length > 1,
      'The names',
      names,
      'they are [convolution, normalization]',
    );
    const [y, layer] = this.convLayer(x, names, filters, options);
    const [, norm] = names;
    const normalization = this.normLayer(norm, { activation: this.traits.activation ?? 'relu', ...options });
    const first = this.place(normalization, y);
    return [first, normalization.apply(layer.apply(x)) as SymbolicTensor];
  }

  /** As many filters as channels, one for each. */
  depthwise(x: SymbolicTensor, names: LayerNames, options: Omit<ConvOptions, 'groups'> = {}): SymbolicTensor {
    const { groups: _, ...known } = CONV_OPTIONS;
    checkOptions('depthwise', options, known);
    checkMap(x);
    const channels = x.shape[3] as number;
    return this.conv(x, names, channels, { ...options, groups: channels });
  }

  transposed(
    x: SymbolicTensor,
    names: LayerNames,
    filters: number,
    options: TransposedOptions,
  ): SymbolicTensor {
    const { kernel, strides, padding, outputPadding, bias, activation } = checkOptions(
      'transposed',
      options,
      {
        kernel: 1,
        strides: 1,
        padding: 1,
        outputPadding: 1,
        bias: 1,
        activation: 1,
      },
    );
    checkMap(x);
    checkNames(names);
    checkActivation(activation);
    const area = kernel ** 2;
    const layer = new ConvTranspose2d({
      name: first(names),
      filters,
      kernelSize: kernel,
      strides,
      padding,
      outputPadding,
      useBias: bias,
    });
    // PyTorch counts the fans of the convolution whose adjoint this is.
    const fans = { fanIn: filters * area, fanOut: (x.shape[3] as number) * area };
    const y = this.place(layer, x, { values: this.drawn(layer.name, this.start, fans) });
    return this.finishConv(y, names, { activation });
  }

  /** A linear layer on a map of one pixel. */
  linear(
    x: SymbolicTensor,
    name: string,
    units: number,
    options: Pick<ConvOptions, 'bias' | 'activation'> = {},
  ): SymbolicTensor {
    const { bias = true, activation } = checkOptions('linear', options, { bias: 1, activation: 1 });
    checkText(name, 'name');
    this.metadata.linear.push(name);
    return this.starting('torch', () => this.conv(x, name, units, { kernel: 1, bias, activation }));
  }

  /** Batch normalization and activation. */
  norm(
    x: SymbolicTensor,
    names: string | readonly [norm: string, slopes: string],
    options: NormOptions = {},
  ) {
    checkOptions('norm', options, NORM_OPTIONS);
    return this.normalized(x, names, options);
  }

  private normalized(x: SymbolicTensor, names: string | readonly [string, string], options: NormOptions) {
    checkMap(x);
    checkNames(names, 2);
    checkActivation(options.activation);
    const [norm, slopes] = typeof names === 'string' ? [names] : names;
    const { activation = 'none', counted } = options;
    const fused = activation === 'none' || activation === 'relu' || activation === 'prelu';
    const layer = this.normLayer(norm, fused ? options : { ...options, activation: 'none' });
    if (activation === 'prelu') this.metadata.modules[norm] = slopes ?? missingSlopes(norm);
    const y = this.place(layer, x, { counted: fused ? counted : undefined });
    return fused ? y : this.activate(y, activation, { name: slopes, counted });
  }

  /** @param options.name Of the slopes of 'prelu' and 'sharedPrelu'. */
  activate(
    x: SymbolicTensor,
    activation: Exclude<ActivationName, 'none'>,
    options: { name?: string; counted?: number } = {},
  ): SymbolicTensor {
    const { name, counted } = checkOptions('activate', options, { name: 1, counted: 1 });
    checkMap(x);
    checkActivation(activation);
    if (name !== undefined) checkText(name, 'name');
    const shared = activation === 'sharedPrelu';
    const learned = shared || activation === 'prelu';
    const own = learned ? (name ?? missingSlopes(activation)) : this.name(activation);
    return this.place(new Activation({ name: own, kind: KINDS[activation], shared }), x, { counted });
  }

  prelu(x: SymbolicTensor, name: string): SymbolicTensor {
    checkText(name, 'name');
    return this.activate(x, 'prelu', { name });
  }

  relu(x: SymbolicTensor, options: { counted?: number } = {}): SymbolicTensor {
    checkOptions('relu', options, { counted: 1 });
    return this.activate(x, 'relu', options);
  }

  sigmoid(x: SymbolicTensor): SymbolicTensor {
    return this.activate(x, 'sigmoid');
  }

  /** factor x + y with a learned factor that starts at zero. */
  weighedSum(x: SymbolicTensor, y: SymbolicTensor, name: string): SymbolicTensor {
    return this.place(new ScaledSum({ name }), [x, y], {
      values: { alpha: (count) => new Float32Array(count) },
    });
  }

  /** EncNet's context: residuals to codewords, normalized over them (batch normalization, ReLU), and their mean. */
  encoding(x: SymbolicTensor, names: readonly [string, string], codewords: number): SymbolicTensor {
    checkMap(x);
    check(
      Array.isArray(names) && names.length === 2,
      'The names',
      names,
      'they are [encoding, normalization]',
    );
    checkNames(names, 2);
    checkCount(codewords, 'codewords');
    const [name, norm] = names;
    const channels = x.shape[3] as number;
    const limit = 1 / Math.sqrt(codewords * channels);
    const values: InitialValues = {
      codewords: (count) => uniform(count, limit, `${name}/codewords`, this.seed),
      scale: (count) => uniform(count, 0.5, `${name}/scale`, this.seed).map((value) => value - 0.5),
    };
    const encoded = this.place(new Encoding({ name, codewords }), x, { values });
    const normalized = this.norm(encoded, norm, { activation: 'relu' });
    return this.place(new CodewordMean({ name: this.name('mean') }), normalized);
  }

  /** Weights under `name` that the original holds and does not use, at zero; the map unchanged. */
  unused(x: SymbolicTensor, name: string, shapes: Record<string, number[]>, linear = false): SymbolicTensor {
    checkMap(x);
    checkText(name, 'name');
    const known = typeof shapes === 'object' && shapes !== null && Object.values(shapes).every(Array.isArray);
    check(known && !Array.isArray(shapes), 'The shapes', shapes, 'they are { weight: shape }');
    check(typeof linear === 'boolean', 'linear', linear, 'it is true or false');
    return this.place(new UnusedWeights({ name, shapes, linear }), x);
  }

  private convLayer(x: SymbolicTensor, names: LayerNames, filters: number, options: ConvOptions) {
    checkMap(x);
    checkNames(names);
    checkActivation(options.activation);
    const { kernel = 3, strides = 1, padding, dilation = 1, groups = 1, bias = false } = options;
    const [height, width] = Array.isArray(kernel) ? kernel : [kernel, kernel];
    const layer = new Conv2d({
      name: first(names),
      filters,
      kernelSize: [height, width],
      strides,
      padding,
      dilations: dilation,
      groups,
      useBias: bias,
    });
    const fans = {
      fanIn: (height * width * (x.shape[3] as number)) / groups,
      fanOut: height * width * filters,
    };
    const y = this.place(layer, x, { values: this.drawn(layer.name, this.start, fans) });
    return [y, layer] as const;
  }

  private finishConv(y: SymbolicTensor, names: LayerNames, options: ConvOptions): SymbolicTensor {
    if (typeof names === 'string') {
      const { activation = 'none', counted } = options;
      return activation === 'none' ? y : this.activate(y, activation, { counted });
    }
    const [, norm, slopes] = names;
    const activation = options.activation ?? this.traits.activation ?? 'relu';
    return this.normalized(y, slopes === undefined ? norm : [norm, slopes], { ...options, activation });
  }

  private normLayer(name: string, { activation = 'none', momentum, frozen }: NormOptions): BatchNorm {
    const { epsilon } = this.traits;
    return new BatchNorm({
      name,
      activation: activation as 'none' | 'relu' | 'prelu',
      momentum,
      epsilon,
      frozen,
    });
  }

  private drawn(name: string, start: Start, fans: Fans): InitialValues {
    const draw = { name, seed: this.seed };
    return {
      kernel: (count) => startingKernel(start, count, fans, draw),
      bias: (count) => startingBias(start, count, fans, draw),
    };
  }
}

/** @throws {ZooError} `invalid-argument` for one that is not known. */
function checkActivation(activation: ActivationName = 'none'): void {
  const known = activation === 'none' || Object.hasOwn(KINDS, activation);
  check(known, 'activation', activation, `it is none, ${Object.keys(KINDS).join(', ')}`);
}

function first(names: LayerNames): string {
  return typeof names === 'string' ? names : names[0];
}

function missingSlopes(what: string): never {
  throw new ZooError(
    'invalid-argument',
    `${what} needs a name for its slopes; give one behind its normalization's.`,
  );
}
