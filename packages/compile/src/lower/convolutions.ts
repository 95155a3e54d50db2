/** Convolutions of tfjs-layers and of @miniseg/blocks/layers: dense, grouped, depthwise, separable, transposed. */
import { hasEnding, type Pair, type Window } from '@miniseg/engine';
import { activate, activationOf } from './activate.js';
import { biased } from './blocks.js';
import { type Linear, pointwise } from './linear.js';
import { type Lower, type Lowering, unsupported } from './lowering.js';
import { computed, lastNode } from './normalize.js';

const NONE = [0, 0, 0, 0] as const;

export const CONVOLUTIONS: Readonly<Record<string, Lower>> = {
  Conv2D: (lowering) => ended(lowering, dense(lowering, stockWindow(lowering), 1)),
  MiniSegConv2d: (lowering) => {
    const window = ownWindow(lowering);
    return withBias(lowering, dense(lowering, window, Number(lowering.config.groups)));
  },
  DepthwiseConv2D: (lowering) => {
    // The stock layer takes no notice of its dilation rate.
    const window = { ...stockWindow(lowering), dilations: [1, 1] as Pair };
    return ended(lowering, depthwise(lowering, window, lowering.weights.get('depthwise_kernel')));
  },
  SeparableConv2D: (lowering) => {
    const { builder, config, weights } = lowering;
    const map = depthwise(lowering, stockWindow(lowering), weights.get('depthwise_kernel'));
    const filter = weights.get('pointwise_kernel');
    return ended(lowering, pointwise(computed(builder, map), filter, Number(config.filters)));
  },
  Conv2DTranspose: (lowering) => {
    const window = stockWindow(lowering);
    const paddings = [0, 1].map((axis) => stockTransposedPadding(window, axis as 0 | 1));
    const padding = [...paddings[0], ...paddings[1]] as unknown as Window['padding'];
    return ended(lowering, transposed(lowering, { ...window, padding }, 1));
  },
  MiniSegConvTranspose2d: (lowering) => {
    const { config } = lowering;
    const window = ownWindow(lowering, [0, 0]);
    const [cut, more] = [pairOf(config.padding), pairOf(config.outputPadding)];
    const padding = [0, 1].flatMap((axis) => {
      const reach = window.dilations[axis] * (window.kernel[axis] - 1);
      return [reach - cut[axis], reach - cut[axis] + more[axis]];
    }) as unknown as Window['padding'];
    return withBias(lowering, transposed(lowering, { ...window, padding }, Number(config.groups)));
  },
  Dense: (lowering) => {
    const { builder, config, weights, inputs } = lowering;
    const product = pointwise(computed(builder, inputs[0]), weights.get('kernel'), Number(config.units));
    return ended(lowering, product);
  },
};

/** The bias of a layer, in the node that it made. */
function withBias({ builder, weights }: Lowering, map: Linear): Linear {
  const bias = weights.optional('bias');
  const node = bias && lastNode(builder, map);
  return node && hasEnding(node) && !node.bias ? builder.push({ ...node, bias }) : biased(map, weights);
}

/** Bias and activation of a stock layer. */
function ended(lowering: Lowering, map: Linear): Linear {
  const { activation } = lowering.config;
  return activate(lowering, withBias(lowering, map), activationOf(lowering, activation, map.channels), true);
}

export function pairOf(value: unknown): Pair {
  return typeof value === 'number' ? [value, value] : (value as Pair);
}

/** Of a layer of tfjs-layers, also of a pooling. */
export function stockWindow(lowering: Lowering, kernel = lowering.config.kernelSize): Window {
  const { strides, padding, dilationRate = 1, dataFormat } = lowering.config;
  if (dataFormat === 'channelsFirst') throw unsupported(lowering, "its dataFormat is 'channelsFirst'");
  if (padding !== 'same' && padding !== 'valid')
    throw unsupported(lowering, `its padding is '${String(padding)}'`);
  return {
    kernel: pairOf(kernel),
    strides: pairOf(strides),
    dilations: pairOf(dilationRate),
    padding: padding === 'same' ? 'same' : NONE,
  };
}

/** Of a layer of @miniseg/blocks/layers, whose padding is symmetric. */
function ownWindow({ config }: Lowering, fixed?: Pair): Window {
  const kernel = pairOf(config.kernelSize);
  const dilations = pairOf(config.dilations);
  const middle = [0, 1].map((axis) => (dilations[axis] * (kernel[axis] - 1)) / 2) as unknown as Pair;
  const [rows, columns] = fixed ?? (config.padding === undefined ? middle : pairOf(config.padding));
  return { kernel, strides: pairOf(config.strides), dilations, padding: [rows, rows, columns, columns] };
}

function dense(lowering: Lowering, window: Window, groups: number): Linear {
  const { builder, config, weights, inputs } = lowering;
  const [x] = inputs;
  const channels = Number(config.filters);
  const filter = weights.get('kernel');
  const [size] = window.kernel;
  const side = symmetric(window);
  if (groups === 1 && size === 1 && side && window.strides[0] === 1) {
    return pointwise(computed(builder, x), filter, channels);
  }
  if (groups === 1 && side && window.dilations[0] === 1) {
    const strides = window.strides[0] as 1 | 2;
    return builder.push({ op: 'conv', inputs: [builder.value(x)], size, strides, channels, filter });
  }
  if (groups === x.channels && channels === groups) return depthwise(lowering, window, filter);
  return builder.push({ op: 'filter', input: builder.value(x), window, groups, channels, filter });
}

/** Square and odd, strides 1 or 2, padded on all sides alike whatever the size: what every target computes. */
function symmetric({ kernel, strides, dilations, padding }: Window): boolean {
  const [side, other] = kernel;
  const square = side === other && strides[0] === strides[1] && dilations[0] === dilations[1];
  if (!square || side % 2 === 0 || strides[0] > 2) return false;
  if (padding === 'same') return strides[0] === 1;
  return padding.every((rows) => rows === (dilations[0] * (side - 1)) / 2);
}

/** @param filter [rows, columns, channels, multiplier] */
function depthwise({ builder, inputs: [x] }: Lowering, window: Window, filter: Float32Array): Linear {
  const multiplied = filter.length / (window.kernel[0] * window.kernel[1]);
  if (multiplied !== x.channels) {
    const input = builder.value(x);
    return builder.push({ op: 'filter', input, window, groups: x.channels, channels: multiplied, filter });
  }
  const input = builder.map(x);
  const { channels } = x;
  if (symmetric(window)) {
    const kernels = [{ size: window.kernel[0], dilation: window.dilations[0], filter }];
    return builder.push({ op: 'depthwise', input, strides: window.strides[0] as 1 | 2, channels, kernels });
  }
  return builder.push({ op: 'taps', input, window, channels, filter });
}

/** As TensorFlow: strides times as high and wide; without padding also what the last window overhangs. */
function stockTransposedPadding({ kernel, strides, padding }: Window, axis: 0 | 1): [number, number] {
  const overhang = Math.max(kernel[axis] - strides[axis], 0);
  const before = padding === 'same' ? Math.floor(overhang / 2) : 0;
  const after = strides[axis] - 1 + (padding === 'same' ? before : overhang);
  return [kernel[axis] - 1 - before, after];
}

/** A convolution of the spread map with the turned kernel; `window` has the strides, and the padding of that convolution. */
function transposed(
  { builder, config, weights, inputs: [x] }: Lowering,
  window: Window,
  groups: number,
): Linear {
  const { strides, kernel } = window;
  const channels = Number(config.filters);
  const spread =
    strides[0] === 1 && strides[1] === 1
      ? builder.value(x)
      : builder.value(builder.push({ op: 'spread', input: builder.map(x), channels: x.channels, strides }));
  const filter = turned(weights.get('kernel'), kernel, x.channels, channels, groups);
  const plain = { ...window, strides: [1, 1] as Pair };
  return builder.push({ op: 'filter', input: spread, window: plain, groups, channels, filter });
}

/** [rows, columns, channels / groups, inputs] turned by 180 degrees as [rows, columns, inputs / groups, channels]. */
function turned(
  kernel: Float32Array,
  [rows, columns]: Pair,
  inputs: number,
  channels: number,
  groups: number,
): Float32Array {
  const [inEach, outEach] = [inputs / groups, channels / groups];
  const filter = new Float32Array(kernel.length);
  const taps = rows * columns;
  for (let tap = 0; tap < taps; tap++) {
    for (let i = 0; i < inEach; i++) {
      for (let o = 0; o < channels; o++) {
        const input = Math.floor(o / outEach) * inEach + i;
        filter[(tap * inEach + i) * channels + o] =
          kernel[((taps - 1 - tap) * outEach + (o % outEach)) * inputs + input];
      }
    }
  }
  return filter;
}
