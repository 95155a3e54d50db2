/** The inside of AHSP: dilated branches, their hierarchy, attention and fusion. Paper eq. (2)-(8). */

import { add, concat, dispose, mul, sigmoid, slice, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { isAccelerated, runAccelerated } from './accelerated.js';
import { check4D, checkPositiveInteger, checkTensor, currentBackend } from './check.js';
import { check, checkOptions } from './check-options.js';
import { conv2d } from './conv2d.js';
import { depthwiseConv2d } from './depthwise-conv2d.js';
import { OpsError } from './errors.js';
import { withGradient } from './with-gradient.js';

/** Filters that a program of a graphics card reads besides the maps; of more the composition is used. */
const MOST_BRANCHES = 4;

/** Filters of `attentivePyramid`, for S with `channels` channels and K branches. */
export interface AttentivePyramidWeights {
  /** K depthwise filters, [3, 3, channels, 1]; the k-th has the dilation 2^k. */
  dilated: Tensor4D[];
  /** [1, 1, channels, K]: group k of a grouped 1x1 sees branch k alone. */
  attention: Tensor4D;
  /** [1, 1, channels, K m]: outputs [k m, (k + 1) m) see branch k alone. */
  fuse: Tensor4D;
}

/**
 * With S the input, F_k = dilated depthwise of S (k = 1..K), F_0 = 3x3 average pooling of S:
 *
 *   F'_k = F'_(k-1) + F_k, F'_0 = F_0;  A_k = sigmoid(F'_k . attention_k);  y = concat over k of (1 + A_k) F'_k W_k
 *
 * @param s [batch, height, width, channels], float32.
 * @param options Strides: of the depthwise convolutions and the pooling. Default 1.
 * @returns [batch, ceil(height / strides), ceil(width / strides), K m].
 * @throws {OpsError} for shapes that do not fit each other.
 */
export function attentivePyramid(
  s: Tensor4D,
  weights: AttentivePyramidWeights,
  options: { strides?: number } = {},
): Tensor4D {
  const { strides = 1 } = checkOptions('attentivePyramid', options, { strides: 1 });
  currentBackend();
  check4D(s, 'The input of attentivePyramid');
  checkPositiveInteger(strides, 'strides of attentivePyramid');
  checkOptions('attentivePyramid', weights, { dilated: 1, attention: 1, fuse: 1 });
  check(
    Array.isArray(weights.dilated),
    'dilated of attentivePyramid',
    weights.dilated,
    'it is an array of filters',
  );
  for (const filter of [...weights.dilated, weights.attention, weights.fuse]) {
    checkTensor(filter, 'A filter of attentivePyramid');
  }
  checkWeights(s, weights);
  const { dilated, attention, fuse } = weights;
  if (isAccelerated('MiniSegAttentivePyramid') && dilated.length <= MOST_BRANCHES)
    return whole(s, weights, strides);
  if (!isAccelerated('MiniSegGatedPointwise')) return composed(s, weights, strides);
  const branches = dilated.length;
  return withGradient(
    [s, ...dilated, attention, fuse],
    (save) => {
      const maps = runAccelerated('MiniSegDilatedPyramid', { s, ...named('filter', dilated) }, { strides });
      save([s, ...dilated, attention, fuse, ...maps]);
      return runAccelerated('MiniSegGatedPointwise', {
        ...named('map', maps),
        attention,
        fuse,
      })[0] as Tensor4D;
    },
    (dy, [s, ...saved]) => {
      const dilated = saved.slice(0, branches);
      const [attention, fuse, ...maps] = saved.slice(branches);
      const gradients = runAccelerated('MiniSegGatedPointwiseGradient', {
        dy,
        ...named('map', maps),
        attention,
        fuse,
      });
      const dMaps = gradients.slice(0, branches);
      const inputs = { s, ...named('filter', dilated), ...named('dy', dMaps) };
      const [dS, ...dFilters] = runAccelerated('MiniSegDilatedPyramidGradient', inputs, { strides });
      dispose(dMaps);
      return [dS, ...dFilters, ...gradients.slice(branches)];
    },
  );
}

/** All of it by kernels of a graphics card, which keep the maps and the gates for the gradient. */
function whole(
  s: Tensor4D,
  { dilated, attention, fuse }: AttentivePyramidWeights,
  strides: number,
): Tensor4D {
  const named = (tensors: Tensor[]) => {
    const inputs: Record<string, Tensor> = { s: tensors[0], attention: tensors[1], fuse: tensors[2] };
    for (const [k, filter] of tensors.slice(3, 3 + dilated.length).entries()) inputs[`filter${k}`] = filter;
    return inputs;
  };
  const given = [s, attention, fuse, ...dilated];
  return withGradient(
    given,
    (save) => {
      const [y, maps, gates] = runAccelerated('MiniSegAttentivePyramid', named(given), { strides });
      save([...given, y, maps, gates]);
      return y as Tensor4D;
    },
    (dy, saved) => {
      const [y, maps, gates] = saved.slice(given.length);
      const inputs = { dy, y, maps, gates, ...named(saved) };
      const [dS, ...others] = runAccelerated('MiniSegAttentivePyramidGradient', inputs, { strides });
      return [dS, others[dilated.length], others[dilated.length + 1], ...others.slice(0, dilated.length)];
    },
  );
}

/** Pooling is a depthwise convolution with weights 1/9, so F_0 + F_1 is one with w_1 + 1/9. */
function withPooling(filter: Tensor4D): Tensor4D {
  return add(filter, 1 / 9);
}

/** `map0`, `map1` and so on. */
function named(name: string, tensors: Tensor[]): Record<string, Tensor> {
  const inputs: Record<string, Tensor> = {};
  for (const [k, tensor] of tensors.entries()) inputs[`${name}${k}`] = tensor;
  return inputs;
}

/**
 * The same from smaller ops: this package's convolutions, and add, mul, sigmoid, slice and concat of tfjs, whose gradients
 * must be registered.
 */
function composed(
  s: Tensor4D,
  { dilated, attention, fuse }: AttentivePyramidWeights,
  strides: number,
): Tensor4D {
  const maps: Tensor4D[] = [];
  for (const [k, filter] of dilated.entries()) {
    const map = depthwiseConv2d(s, k === 0 ? withPooling(filter) : filter, { strides, dilations: 2 ** k });
    maps.push(k === 0 ? map : add(maps[k - 1], map));
  }
  const fused = maps.map((map, k) => {
    const gate = sigmoid(conv2d(map, outputsOf(attention, k, 1)));
    return conv2d(add(map, mul(map, gate)), outputsOf(fuse, k, fuse.shape[3] / dilated.length));
  });
  return fused.length === 1 ? fused[0] : concat(fused, 3);
}

/** Output channels [k n, (k + 1) n) of a [1, 1, in, out] filter. */
function outputsOf(filter: Tensor4D, k: number, n: number): Tensor4D {
  return slice(filter, [0, 0, 0, k * n], [1, 1, filter.shape[2], n]);
}

function checkWeights(s: Tensor4D, { dilated, attention, fuse }: AttentivePyramidWeights): void {
  const channels = s.shape[3];
  const branches = dilated.length;
  const fits =
    branches > 0 &&
    dilated.every(({ shape }) => String(shape) === String([3, 3, channels, 1])) &&
    String(attention.shape) === String([1, 1, channels, branches]) &&
    String(fuse.shape.slice(0, 3)) === String([1, 1, channels]) &&
    fuse.shape[3] % branches === 0;
  if (fits) return;
  throw new OpsError(
    'shape',
    `attentivePyramid got filters of shapes ${dilated.map(({ shape }) => `[${shape}]`).join(', ')}, attention ` +
      `[${attention.shape}] and fuse [${fuse.shape}] for ${channels} channels; with K filters [3, 3, ${channels}, 1] ` +
      `they must be [1, 1, ${channels}, K] and [1, 1, ${channels}, a multiple of K].`,
  );
}
