/**
 * The intermediate form of a compiled segmentation network: a list of nodes in an order in which they can be run.
 * Batch normalization is folded, activations belong to the node before them, heads of training are gone.
 *
 * A value is the number of the node that makes it. Maps are [height, width, channels] (NHWC of one image, float32);
 * weights are Float32Arrays in tfjs's order. Convolutions pad symmetrically with zeros, (size - 1) / 2 times the
 * dilation; a stride of 2 gives ceil(n / 2).
 */

import { check } from '../check-options.js';
import type { Normalization } from '../normalization.js';
import type { Pair, Window } from './window.js';

/** A map of a program, by the position in `nodes` of the node that computes it. */
export type Value = number;

/** y = activation(sums + bias + before) + after. */
export interface Ending {
  /** [channels] */
  bias?: Float32Array;
  /** A map of the output's shape. */
  before?: Value;
  /** PReLU's slopes, [channels]; zeros are ReLU. Without it there is no activation. */
  slopes?: Float32Array;
  /** A map of the output's shape, such as a residual. */
  after?: Value;
}

/** The image, normalized. Always node 0, and the only one of its kind. */
export interface InputNode {
  op: 'input';
  channels: number;
}

/** A dense convolution of one map; of size 1 also of two with equally many channels, the second below the first. */
export interface ConvNode extends Ending {
  op: 'conv';
  inputs: Value[];
  /** Side of the kernel, odd. */
  size: number;
  strides: 1 | 2;
  channels: number;
  /** [size, size, input channels, channels] */
  filter: Float32Array;
}

/** The sum of depthwise convolutions of one map. */
export interface DepthwiseNode extends Ending {
  op: 'depthwise';
  input: Value;
  strides: 1 | 2;
  channels: number;
  kernels: {
    /** Side of the kernel, odd. */
    size: number;
    dilation: number;
    /** [size, size, channels] */
    filter: Float32Array;
  }[];
}

/**
 * AHSP (paper, eq. (2)-(8)) behind its first pointwise convolution. With F_k the dilated 3x3 depthwise convolutions of
 * the input, w channels each:
 *
 *   F'_k = F_k (+ F'_(k-1) where hierarchical; the average pool is folded into F_1, whose weights hold + 1/9)
 *   F''_k = F'_k (1 + sigmoid(attention[:, k] . F'_k))
 *   y[k c .. (k + 1) c) = F''_k fuse[:, k c .. (k + 1) c),  c = channels / K
 */
export interface PyramidNode extends Ending {
  op: 'pyramid';
  input: Value;
  strides: 1 | 2;
  channels: number;
  /** w, the channels of the input. */
  width: number;
  hierarchical: boolean;
  branches: {
    dilation: number;
    /** [3, 3, width] */
    filter: Float32Array;
  }[];
  /** [width, branches] */
  attention?: Float32Array;
  /** [width, channels] */
  fuse: Float32Array;
}

/** Bilinear with half-pixel centers, to the height and width of `like`. */
export interface ResizeNode {
  op: 'resize';
  input: Value;
  like: Value;
  channels: number;
}

/** One map, or the sum of two of one shape, where no convolution could take it as its ending. */
export interface AddNode extends Omit<Ending, 'before'> {
  op: 'add';
  inputs: [Value] | [Value, Value];
  channels: number;
}

/** A dense or grouped convolution with any window. */
export interface FilterNode extends Ending {
  op: 'filter';
  input: Value;
  window: Window;
  groups: number;
  channels: number;
  /** [rows, columns, input channels / groups, channels] */
  filter: Float32Array;
}

/** A depthwise convolution with any window. */
export interface TapsNode extends Ending {
  op: 'taps';
  input: Value;
  window: Window;
  channels: number;
  /** [rows, columns, channels] */
  filter: Float32Array;
}

/** The largest or the mean value in each window, or in each of rows x columns bins that cover the map. */
export interface PoolNode {
  op: 'pool';
  input: Value;
  channels: number;
  kind: 'max' | 'average';
  /** Padding is never the largest. */
  window: Window | { bins: Pair };
  /** Whether the zeros of the padding count in a mean. */
  countPadding?: boolean;
}

/** Activations that a node of their own computes. */
export type ActivationKind =
  /** min(max(x, 0), alpha) */
  | 'clipped-relu'
  /** alpha (e^x - 1) below 0 */
  | 'elu'
  | 'sigmoid'
  | 'tanh'
  /** min(max(alpha x + 0.5, 0), 1) */
  | 'hard-sigmoid'
  /** x times the hard sigmoid of alpha 1/6 */
  | 'hard-swish'
  /** x sigmoid(x) */
  | 'swish'
  /** Of alpha x, over the channels of each pixel. */
  | 'softmax';

/** Applies an activation to every number of a map [height, width, channels]. */
export interface ActivateNode {
  op: 'activate';
  input: Value;
  channels: number;
  kind: ActivationKind;
  alpha?: number;
}

/** The sum or product of two maps; the second may have one row, one column or one channel for all of the first. */
export interface CombineNode {
  op: 'combine';
  kind: 'add' | 'multiply';
  inputs: [Value, Value];
  channels: number;
}

/** Channels of maps of one size in any order: concatenation, slices, shuffles, padding. */
export interface GatherNode {
  op: 'gather';
  inputs: Value[];
  channels: number;
  /** For each channel its number among the channels of all inputs side by side; -1 for zeros. */
  from: number[];
}

/** Zeros between pixels: (height - 1) rows + 1 high. With a convolution behind it, it is a transposed one. */
export interface SpreadNode {
  op: 'spread';
  input: Value;
  channels: number;
  strides: Pair;
}

/** Resizing of any kind, to a `size`, by a `scale` (rounded down), or to that of `like` / `divisor` (rounded up). */
export interface ResampleNode {
  op: 'resample';
  input: Value;
  channels: number;
  kind: 'bilinear' | 'nearest';
  /** Where outputs lie on the input: pixels' middles, corners on corners, or i times the ratio (so does 'nearest'). */
  grid: 'half-pixel' | 'corners' | 'ratio';
  size?: Pair;
  scale?: Pair;
  like?: Value;
  divisor?: number;
}

/**
 * Each value of the first map back where the first maximum of its window in the second one lies, zeros elsewhere: as large as
 * `like`, or as all windows together.
 */
export interface UnpoolNode {
  op: 'unpool';
  inputs: [Value, Value];
  channels: number;
  window: Window;
  like?: Value;
}

/** Attention over pixels, of query, key and value: sum over j of softmax over j of scale (q . k_j), times v_j. */
export interface AttendNode {
  op: 'attend';
  inputs: [Value, Value, Value];
  channels: number;
  scale: number;
}

/** One row for each channel of the first map: the sums over all pixels of that channel times each of the second map's. */
export interface ProductsNode {
  op: 'products';
  inputs: [Value, Value];
  channels: number;
}

/** A map that is the same for every image. */
export interface ConstantNode {
  op: 'constant';
  height: number;
  width: number;
  channels: number;
  /** [height, width, channels] */
  values: Float32Array;
}

/** The first map's channels mixed by the rows of the second, which is `channels` high: y_c = sum over d of m_cd x_d. */
export interface MixNode {
  op: 'mix';
  inputs: [Value, Value];
  channels: number;
}

/** Nodes that have neither weights nor a residual. */
export type WeightlessNode =
  | PoolNode
  | ActivateNode
  | CombineNode
  | GatherNode
  | SpreadNode
  | ResampleNode
  | UnpoolNode
  | AttendNode
  | ProductsNode
  | MixNode;

/** Nodes of any network, besides those of MiniSeg. */
export type GeneralNode = FilterNode | TapsNode | ConstantNode | WeightlessNode;

/** One step of a program, told by its `op`. */
export type ProgramNode =
  | InputNode
  | ConvNode
  | DepthwiseNode
  | PyramidNode
  | ResizeNode
  | AddNode
  | GeneralNode;

/** Nodes whose kernels end in `Ending`. */
export type EndedNode = ConvNode | DepthwiseNode | PyramidNode | AddNode | FilterNode | TapsNode;

/**
 * True for nodes that add a residual and activate what they compute before they write it.
 *
 * @throws {EngineError} for what is no node.
 */
export function hasEnding(node: ProgramNode): node is EndedNode {
  check(typeof node?.op === 'string', 'The node', node, 'it is one of a program, {op, ...}');
  return ['conv', 'depthwise', 'pyramid', 'add', 'filter', 'taps'].includes(node.op);
}

/** A network as a list of steps, each reading maps [height, width, channels] of those before it. */
export interface Program {
  nodes: ProgramNode[];
  /** The logits, [any height, any width, classes]: what runs a program resizes them to the image. */
  output: Value;
  /** What the network applies to its logits in the end; masks and probabilities are the same without it. */
  activation?: 'sigmoid' | 'softmax';
  normalization?: Normalization;
}
