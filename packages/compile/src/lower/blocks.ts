/** The blocks of MiniSeg as nodes of a program. Batch normalization goes into filters and biases, exactly. */
import { mergedDense, mergedDepthwise, scaled } from './filters.js';
import type { LayerWeights } from './layer-weights.js';
import { affine, concat, type Linear, plain, pointwise, slice, sum } from './linear.js';
import type { Lower, Lowering } from './lowering.js';
import type { ProgramBuilder } from './program-builder.js';

interface Config {
  filters: number;
  kernelSize: number;
  strides: 1 | 2;
  activation: 'prelu' | 'relu' | 'none';
  body: 'depthwise' | 'vanilla';
  branches: number;
  variant: 'full' | 'multi-branch' | 'single-branch';
  classes: number;
  start: number;
  channels: number;
  scale?: number;
}

/** Above this many inputs a 5x5 over all channels costs more than the pointwise and the depthwise that it replaces. */
const FEW_CHANNELS = 3;

/** MiniSeg's own blocks; their sums and slices wait for the convolutions behind them. */
export const BLOCKS: Readonly<Record<string, Lower>> = {
  MiniSegConvBlock: convBlock,
  MiniSegDownsamplerBlock: downsamplerBlock,
  MiniSegAHSP: ahsp,
  MiniSegFeatureFusionModule: featureFusion,
  MiniSegPointwiseBlock: pointwiseBlock,
  MiniSegPathExchange: pathExchange,
  MiniSegChannelSlice: (lowering) => {
    const { x, config } = partsOf(lowering);
    return slice(x, config.start, config.channels);
  },
  MiniSegChannelActivation: channelActivation,
  MiniSegUpsample: upsample,
  MiniSegSegmentationHead: segmentationHead,
};

/** Of a layer with one input. */
function partsOf({ builder, weights, inputs: [x], config }: Lowering) {
  return { builder, weights, x, config: config as unknown as Config };
}

function unresized(builder: ProgramBuilder, map: Linear): Linear {
  return map.like === undefined ? map : plain(builder.value(map), map.channels);
}

/** A sum of maps is computed at once, for all who read it; with a pointwise convolution in it, it waits for more. */
export function addition({ builder, inputs }: Lowering): Linear {
  const total = inputs.map((map) => unresized(builder, map)).reduce(sum);
  return total.terms.some(({ matrix }) => matrix) ? total : plain(builder.value(total), total.channels);
}

function convBlock(lowering: Lowering): Linear {
  const { builder, weights, x, config } = partsOf(lowering);
  const { scale, shift } = weights.normalization();
  const { kernelSize: size, strides, filters: channels } = config;
  return builder.push({
    op: 'conv',
    inputs: [builder.value(x)],
    size,
    strides,
    channels,
    filter: scaled(weights.get('kernel'), scale),
    bias: Float32Array.from(shift),
    slopes: weights.slopes(config.activation, channels),
  });
}

/**
 * PReLU(BN(spatial(1x1))): where nothing lies between them the two convolutions of few inputs are one. The pointwise
 * has no bias, so zeros around its output are zeros around its input.
 */
function downsamplerBlock(lowering: Lowering): Linear {
  const { builder, weights, x, config } = partsOf(lowering);
  const { kernelSize: size, strides, filters: channels, body } = config;
  const { scale, shift } = weights.normalization();
  const spatial = scaled(weights.get('spatial'), scale);
  const reduced = pointwise(x, weights.get('pointwise'), channels);
  const ending = {
    bias: Float32Array.from(shift),
    slopes: weights.slopes(config.activation, channels),
  };
  const [{ value, channels: inputs, matrix }] = reduced.terms;
  const alone = reduced.terms.length === 1 && !reduced.bias && reduced.like === undefined && matrix;
  if (alone && inputs <= (body === 'vanilla' ? channels : FEW_CHANNELS)) {
    const filter =
      body === 'vanilla'
        ? mergedDense(matrix, spatial, channels)
        : mergedDepthwise(matrix, spatial, channels);
    return builder.push({ op: 'conv', inputs: [value], size, strides, channels, filter, ...ending });
  }
  const input = builder.value(reduced);
  return body === 'vanilla'
    ? builder.push({ op: 'conv', inputs: [input], size, strides, channels, filter: spatial, ...ending })
    : builder.push({
        op: 'depthwise',
        input,
        strides,
        channels,
        kernels: [{ size, dilation: 1, filter: spatial }],
        ...ending,
      });
}

/** The average pool is a depthwise convolution with weights 1/9, so F_0 + F_1 is one with w_1 + 1/9. */
function ahsp(lowering: Lowering): Linear {
  const { builder, weights, x, config } = partsOf(lowering);
  const { filters: channels, branches: count, strides, variant } = config;
  const width = channels / count;
  const { scale, shift } = weights.normalization();
  const hierarchical = variant === 'full';
  const branches = Array.from({ length: variant === 'single-branch' ? 1 : count }, (_, k) => {
    const filter = weights.get(`dilated_${k + 1}`);
    return { dilation: 2 ** k, filter: hierarchical && k === 0 ? filter.map((w) => w + 1 / 9) : filter };
  });
  const reduced = pointwise(x, weights.get('reduce'), width);
  return builder.push({
    op: 'pyramid',
    input: builder.value(reduced),
    strides,
    channels,
    width,
    hierarchical,
    branches,
    ...(hierarchical && { attention: weights.get('attention') }),
    fuse: scaled(weights.get('fuse'), scale),
    bias: Float32Array.from(shift),
    slopes: weights.slopes(config.activation, channels),
  });
}

function featureFusion(lowering: Lowering): Linear {
  const { builder, weights, x, config } = partsOf(lowering);
  const { filters: channels } = config;
  const { scale, shift } = weights.normalization();
  return builder.push({
    op: 'depthwise',
    input: builder.value(pointwise(x, weights.get('pointwise'), channels)),
    strides: 1,
    channels,
    kernels: [
      { size: 3, dilation: 1, filter: scaled(weights.get('near'), scale) },
      { size: 3, dilation: 2, filter: scaled(weights.get('far'), scale) },
    ],
    bias: Float32Array.from(shift),
    slopes: weights.slopes(config.activation, channels),
  });
}

function pointwiseBlock(lowering: Lowering): Linear {
  const { builder, weights, x, config } = partsOf(lowering);
  const { filters } = config;
  const product = pointwise(x, weights.get('kernel'), filters);
  return activated(builder, normalized(biased(product, weights), weights), config, weights);
}

function pathExchange(lowering: Lowering): Linear {
  const { builder, weights, config } = partsOf(lowering);
  const kernel = weights.get('kernel');
  const maps = lowering.inputs.map((map) => unresized(builder, map));
  const product = pointwise(concat(maps), kernel, Math.sqrt(kernel.length));
  return activated(builder, normalized(product, weights), config, weights);
}

function channelActivation(lowering: Lowering): Linear {
  const { builder, weights, x, config } = partsOf(lowering);
  return activated(builder, x, config, weights);
}

function segmentationHead(lowering: Lowering): Linear {
  const { weights, x, config } = partsOf(lowering);
  return biased(pointwise(x, weights.get('kernel'), config.classes), weights);
}

function upsample({ builder, config, inputs: [x, like] }: Lowering): Linear {
  if (!like) {
    const scale = [Number(config.scale), Number(config.scale)] as const;
    const { channels } = x;
    const input = builder.map(x);
    return builder.push({ op: 'resample', input, channels, kind: 'bilinear', grid: 'half-pixel', scale });
  }
  // Resizing commutes with pointwise convolutions: a map that is one value away from being computed waits for them.
  const map = x.like === undefined && x.terms.length === 1 ? x : plain(builder.value(x), x.channels);
  // Of `like` the size counts alone, so any of its terms will do.
  return { ...map, like: like.terms[0].value };
}

export function biased(x: Linear, weights: LayerWeights): Linear {
  const bias = weights.optional('bias');
  return bias ? { ...x, bias: Float64Array.from(bias, (b, c) => b + (x.bias?.[c] ?? 0)) } : x;
}

function normalized(x: Linear, weights: LayerWeights): Linear {
  return affine(x, weights.normalization());
}

function activated(
  builder: ProgramBuilder,
  x: Linear,
  { activation }: Config,
  weights: LayerWeights,
): Linear {
  const slopes = weights.slopes(activation, x.channels);
  return slopes ? plain(builder.value(x, slopes), x.channels) : x;
}
