/** Layers without filters: normalization, activations, pooling, resizing, sums, products, and what moves channels. */
import type { Pair, PoolNode, ResampleNode, Window } from '@miniseg/engine';
import { activate, activationOf } from './activate.js';
import { addition } from './blocks.js';
import { pairOf, stockWindow } from './convolutions.js';
import { codewordMean, encoding } from './encoding.js';
import { type Linear, plain } from './linear.js';
import { type Lower, type Lowering, unsupported } from './lowering.js';
import { computed, normalize } from './normalize.js';

const same: Lower = ({ inputs }) => inputs[0];

export const MAPS: Readonly<Record<string, Lower>> = {
  BatchNormalization: batchNorm,
  MiniSegBatchNorm: (lowering) => {
    const { config, weights } = lowering;
    const map = batchNorm(lowering);
    const slopes = weights.slopes(config.activation, map.channels);
    return activate(lowering, map, slopes && { slopes }, true);
  },
  Activation: named((config) => config.activation),
  Softmax: named(() => 'softmax'),
  ELU: (lowering) => {
    const alpha = Number(lowering.config.alpha ?? 1);
    return activate(lowering, lowering.inputs[0], { kind: 'elu', alpha }, lowering.alone);
  },
  ReLU: (lowering) => {
    const { maxValue, threshold, negativeSlope } = lowering.config;
    if (threshold || negativeSlope) throw unsupported(lowering, 'it has a threshold or a negative slope');
    const alpha = maxValue as number | null | undefined;
    const [x] = lowering.inputs;
    const activation =
      typeof alpha === 'number'
        ? ({ kind: 'clipped-relu', alpha } as const)
        : { slopes: new Float32Array(x.channels) };
    return activate(lowering, x, activation, lowering.alone);
  },
  LeakyReLU: (lowering) => {
    const [x] = lowering.inputs;
    const slopes = new Float32Array(x.channels).fill(Number(lowering.config.alpha ?? 0.3));
    return activate(lowering, x, { slopes }, lowering.alone);
  },
  PReLU: prelu,
  MiniSegActivation: (lowering) =>
    lowering.config.kind === 'prelu' ? prelu(lowering) : named((config) => config.kind)(lowering),
  Dropout: same,
  SpatialDropout1D: same,
  GaussianNoise: same,
  GaussianDropout: same,
  AlphaDropout: same,
  MiniSegDropout: same,
  MaxPooling2D: (lowering) => pool(lowering, 'max', stockWindow(lowering, lowering.config.poolSize)),
  AveragePooling2D: (lowering) => pool(lowering, 'average', stockWindow(lowering, lowering.config.poolSize)),
  GlobalAveragePooling2D: (lowering) => pool(lowering, 'average', { bins: [1, 1] }),
  GlobalMaxPooling2D: (lowering) => pool(lowering, 'max', { bins: [1, 1] }),
  MiniSegMaxPool2d: (lowering) => pool(lowering, 'max', ownPool(lowering)),
  MiniSegAvgPool2d: (lowering) =>
    pool(lowering, 'average', ownPool(lowering), Boolean(lowering.config.countIncludePad)),
  MiniSegAdaptiveAvgPool2d: (lowering) => pool(lowering, 'average', { bins: pairOf(lowering.config.size) }),
  UpSampling2D: (lowering) => {
    const { size, interpolation = 'nearest' } = lowering.config;
    return resample(lowering, interpolation as 'nearest', 'ratio', { scale: pairOf(size) });
  },
  MiniSegResize: ownResize,
  Add: (lowering) => total(lowering),
  MiniSegSum: (lowering) => total(lowering),
  Average: (lowering) => {
    const { builder, inputs } = lowering;
    const share = new Float64Array(inputs[0].channels).fill(1 / inputs.length);
    const by = { scale: share, shift: new Float64Array(share.length) };
    return normalize(builder, computed(builder, total(lowering)), by, false);
  },
  Multiply: (lowering) => lowering.inputs.reduce((x, y, i) => combine(lowering, 'multiply', x, y, i)),
  MiniSegGate: (lowering) => combine(lowering, 'multiply', lowering.inputs[0], lowering.inputs[1], 1),
  MiniSegScaledSum: (lowering) => {
    const { builder, weights, inputs } = lowering;
    const { channels } = inputs[0];
    const scale = new Float64Array(channels).fill(weights.get('alpha')[0]);
    const scaled = normalize(
      builder,
      computed(builder, inputs[0]),
      { scale, shift: new Float64Array(channels) },
      false,
    );
    return addition({ ...lowering, inputs: [scaled, readable(lowering, inputs[1])] });
  },
  Concatenate: (lowering) => {
    const axis = Number(lowering.config.axis ?? -1);
    const rank = lowering.shapes[0].length;
    if (axis !== -1 && axis !== rank - 1)
      throw unsupported(lowering, `its axis is ${axis}, not that of the channels`);
    return gather(lowering, (channels) => Array.from({ length: channels }, (_, c) => c));
  },
  MiniSegConcat: (lowering) => gather(lowering, (channels) => Array.from({ length: channels }, (_, c) => c)),
  MiniSegChannelShuffle: (lowering) => {
    const groups = Number(lowering.config.groups);
    return gather(lowering, (channels) =>
      Array.from({ length: channels }, (_, c) => (c % groups) * (channels / groups) + Math.floor(c / groups)),
    );
  },
  MiniSegChannelPad: (lowering) => {
    const channels = Number(lowering.config.channels);
    return gather(lowering, (own) => Array.from({ length: channels }, (_, c) => (c < own ? c : -1)));
  },
  ZeroPadding2D: (lowering) => {
    const padding = (lowering.config.padding as [Pair, Pair]).flat() as unknown as Window['padding'];
    return moved(lowering, padding);
  },
  Cropping2D: (lowering) => {
    const cropping = (lowering.config.cropping as [Pair, Pair]).flat().map((rows) => -rows);
    return moved(lowering, cropping as unknown as Window['padding']);
  },
  MiniSegImageCheck: same,
  MiniSegUnusedWeights: same,
  // Where the maxima of a map lie is known from the map itself.
  MiniSegMaxPoolIndices: ({ builder, inputs: [x] }) => plain(builder.map(x), x.channels),
  MiniSegMaxUnpool2d: (lowering) => {
    const { builder, inputs } = lowering;
    const [x, source, like] = inputs.map((map) => builder.map(map));
    const window = ownPool(lowering);
    return builder.push({
      op: 'unpool',
      inputs: [x, source],
      channels: inputs[0].channels,
      window,
      ...(like !== undefined && { like }),
    });
  },
  MiniSegPositionAttention: ({ builder, config, inputs }) => {
    const [query, key, value] = inputs.map((map) => builder.map(map));
    const scale = Number(config.scale ?? 1);
    return builder.push({ op: 'attend', inputs: [query, key, value], channels: inputs[2].channels, scale });
  },
  MiniSegChannelAttention: ({ builder, inputs: [x] }) => {
    const { channels } = x;
    const input = builder.map(x);
    const products = builder.value(builder.push({ op: 'products', inputs: [input, input], channels }));
    // The least similar channel weighs most.
    const unlike = { op: 'activate', input: products, channels, kind: 'softmax', alpha: -1 } as const;
    const matrix = builder.value(builder.push(unlike));
    return builder.push({ op: 'mix', inputs: [input, matrix], channels });
  },
  MiniSegEncoding: encoding,
  MiniSegCodewordMean: codewordMean,
  Reshape: reshaped,
  Flatten: reshaped,
};

function batchNorm({ builder, weights, inputs: [x], alone, config, layer, shapes }: Lowering): Linear {
  const { axis = -1 } = config as { axis?: number };
  if (axis !== -1 && axis !== shapes[0].length - 1) throw unsupported({ layer }, `its axis is ${axis}`);
  return normalize(builder, x, weights.normalization(), alone);
}

function named(name: (config: Lowering['config']) => unknown): Lower {
  return (lowering) => {
    const [x] = lowering.inputs;
    return activate(lowering, x, activationOf(lowering, name(lowering.config), x.channels), lowering.alone);
  };
}

/** One slope for each channel, or one for all. */
function prelu(lowering: Lowering): Linear {
  const [x] = lowering.inputs;
  const alpha = lowering.weights.get('alpha');
  if (alpha.length !== x.channels && alpha.length !== 1) {
    throw unsupported(lowering, 'its slopes differ from pixel to pixel; share them over height and width');
  }
  const slopes = alpha.length === 1 ? new Float32Array(x.channels).fill(alpha[0]) : alpha;
  return activate(lowering, x, { slopes }, lowering.alone);
}

function pool(
  { builder, inputs: [x] }: Lowering,
  kind: PoolNode['kind'],
  window: PoolNode['window'],
  countPadding = false,
): Linear {
  return builder.push({
    op: 'pool',
    input: builder.map(x),
    channels: x.channels,
    kind,
    window,
    countPadding,
  });
}

function ownPool({ config }: Lowering): Window {
  const kernel = pairOf(config.size);
  const [rows, columns] = pairOf(config.padding);
  const padding = [rows, rows, columns, columns] as const;
  return {
    kernel,
    strides: pairOf(config.strides),
    dilations: [1, 1],
    padding,
    ceil: Boolean(config.ceilMode),
  };
}

type Target = Pick<ResampleNode, 'size' | 'scale' | 'like' | 'divisor'>;

function resample(
  { builder, inputs: [x] }: Lowering,
  kind: ResampleNode['kind'],
  grid: ResampleNode['grid'],
  to: Target,
): Linear {
  return builder.push({ op: 'resample', input: builder.map(x), channels: x.channels, kind, grid, ...to });
}

function ownResize(lowering: Lowering): Linear {
  const { mode, alignCorners, scale, size, divisor } = lowering.config;
  const kind = mode as 'bilinear' | 'nearest';
  const grid = kind === 'nearest' ? 'ratio' : alignCorners ? 'corners' : 'half-pixel';
  if (scale !== undefined) return resample(lowering, kind, grid, { scale: pairOf(scale) });
  if (size !== undefined) return resample(lowering, kind, grid, { size: pairOf(size) });
  const like = lowering.builder.value(lowering.inputs[1]);
  return resample(lowering, kind, grid, { like, ...(divisor !== undefined && { divisor: Number(divisor) }) });
}

/** Whether an input has one row or column for all of the first one's: by the shapes that the model fixes. */
function broadcast({ shapes }: Lowering, i: number): boolean {
  const [first, own] = [shapes[0], shapes[i]];
  const rank = own.length === first.length;
  return !rank || own.some((side, axis) => axis > 0 && side === 1 && first[axis] !== 1);
}

/** Without the image, which only convolutions read. */
function readable({ builder }: Pick<Lowering, 'builder'>, x: Linear): Linear {
  const [{ value, matrix }] = x.terms;
  return x.terms.some((term) => term.value === 0 && !term.matrix) && !matrix && value === 0
    ? plain(builder.map(x), x.channels)
    : x;
}

function total(lowering: Lowering): Linear {
  const { inputs } = lowering;
  if (!inputs.some((_, i) => i > 0 && broadcast(lowering, i))) {
    return addition({ ...lowering, inputs: inputs.map((x) => readable(lowering, x)) });
  }
  return inputs.reduce((x, y, i) => combine(lowering, 'add', x, y, i));
}

function combine(lowering: Lowering, kind: 'add' | 'multiply', x: Linear, y: Linear, i: number): Linear {
  const { builder } = lowering;
  if (kind === 'add' && !broadcast(lowering, i)) return addition({ ...lowering, inputs: [x, y] });
  if (y.channels !== x.channels && y.channels !== 1) {
    throw unsupported(lowering, `its inputs have ${x.channels} and ${y.channels} channels`);
  }
  return builder.push({
    op: 'combine',
    kind,
    inputs: [builder.map(x), builder.map(y)],
    channels: x.channels,
  });
}

/** @param from For the count of all channels, where each output channel comes from. */
function gather({ builder, inputs }: Lowering, from: (channels: number) => number[]): Linear {
  const all = from(inputs.reduce((sum, { channels }) => sum + channels, 0));
  return builder.push({
    op: 'gather',
    inputs: inputs.map((x) => builder.map(x)),
    channels: all.length,
    from: all,
  });
}

function moved({ builder, inputs: [x] }: Lowering, padding: Window['padding']): Linear {
  const one = [1, 1] as const;
  const { channels } = x;
  const filter = new Float32Array(channels).fill(1);
  const window = { kernel: one, strides: one, dilations: one, padding };
  return builder.push({ op: 'taps', input: builder.map(x), window, channels, filter });
}

/** A map of one pixel is the same as a list of channels. */
function reshaped(lowering: Lowering): Linear {
  const onePixel = (shape: readonly (number | null)[]) => shape.slice(1, -1).every((side) => side === 1);
  if (!onePixel(lowering.shapes[0]) || !onePixel(lowering.shape)) {
    throw unsupported(lowering, `it brings [${lowering.shapes[0]}] to [${lowering.shape}]`);
  }
  return lowering.inputs[0];
}
