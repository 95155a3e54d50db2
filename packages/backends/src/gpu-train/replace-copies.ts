/**
 * Add, AddN, Concat, Slice, SplitV, PadV2 and Sum of tfjs where a training step uses them: sums of maps of one shape, and channels beside each
 * other. On WebGL tfjs's own first pack their inputs and then unpack their result. Other cases are left to the backend.
 */
import {
  Add,
  AddN,
  backend_util,
  Concat,
  getKernel,
  type KernelConfig,
  PadV2,
  registerKernel,
  Slice,
  SplitV,
  Sum,
  slice_util,
  type TensorInfo,
  unregisterKernel,
  util,
} from '@tensorflow/tfjs-core';
import { pixelSum } from './kernels/batch-moments.js';
import { type Gpu, remembered, sizeOf, type Template } from './template.js';

/** Fewer numbers are often on the processor still, where the backend computes with them. */
const LEAST = 1024;
const MOST_TERMS = 6;

const sum = remembered(
  (terms: number): Template => ({
    name: `sum ${terms}`,
    inputs: Array.from({ length: terms }, (_, k) => `x${k}`),
    integers: [],
    segments: [
      { values: 1, code: `v0 = ${Array.from({ length: terms }, (_, k) => `at_x${k}(i)`).join(' + ')};` },
    ],
  }),
);

/** An image and a number for each channel. */
const BIAS: Template = {
  name: 'bias',
  inputs: ['x', 'bias'],
  integers: ['channels'],
  segments: [{ values: 1, code: 'v0 = at_x(i) + at_bias(i % channels);' }],
};

/** Channels [first, first + channels) of rows of `given`; zero beyond both ends. */
const CHANNELS: Template = {
  name: 'channels',
  inputs: ['x'],
  integers: ['given', 'first', 'channels'],
  segments: [
    {
      values: 1,
      code: `int c = i % channels + first;
        v0 = 0.0;
        if (c >= 0 && c < given) { v0 = at_x((i / channels) * given + c); }`,
    },
  ],
};

const BESIDE: Template = {
  name: 'beside',
  inputs: ['a', 'b'],
  integers: ['left', 'right'],
  segments: [
    {
      values: 1,
      code: `int c = i % (left + right);
        int pixel = i / (left + right);
        if (c < left) { v0 = at_a(pixel * left + c); } else { v0 = at_b(pixel * right + c - left); }`,
    },
  ],
};

type Inputs = Record<string, TensorInfo>;
/** Undefined leaves the case to the backend. */
type Replacement = (gpu: Gpu, inputs: Inputs, attributes: never) => TensorInfo | TensorInfo[] | undefined;

const isLarge = (tensors: readonly TensorInfo[]) =>
  tensors.every(({ dtype, shape }) => dtype === 'float32' && sizeOf(shape) >= LEAST);
const lastOf = (shape: readonly number[]) => shape[shape.length - 1];

function addAll(gpu: Gpu, inputs: Inputs): TensorInfo | undefined {
  const tensors = Object.values(inputs);
  if (tensors.length > MOST_TERMS || !isLarge(tensors)) return undefined;
  const [{ shape }] = tensors;
  if (!tensors.every((tensor) => util.arraysEqual(tensor.shape, shape))) return undefined;
  return gpu.run(sum(tensors.length), tensors, [], [{ count: sizeOf(shape), outputs: [shape] }])[0][0];
}

function add(gpu: Gpu, { a, b }: Inputs): TensorInfo | undefined {
  if (util.arraysEqual(a.shape, b.shape)) return addAll(gpu, { a, b });
  const [image, bias] = sizeOf(a.shape) > sizeOf(b.shape) ? [a, b] : [b, a];
  const channels = lastOf(image.shape);
  if (!isLarge([image]) || bias.dtype !== 'float32' || sizeOf(bias.shape) !== channels) return undefined;
  if (lastOf(bias.shape) !== channels || bias.shape.length > image.shape.length) return undefined;
  const call = { count: sizeOf(image.shape), outputs: [image.shape] };
  return gpu.run(BIAS, [image, bias], [channels], [call])[0][0];
}

function concat(gpu: Gpu, inputs: Inputs, { axis }: { axis: number }): TensorInfo | undefined {
  const tensors = Object.values(inputs);
  if (tensors.length !== 2 || !isLarge(tensors)) return undefined;
  const [a, b] = tensors;
  const rank = a.shape.length;
  if (axis !== rank - 1 && axis !== -1) return undefined;
  if (rank !== b.shape.length || a.shape.some((size, k) => k < rank - 1 && size !== b.shape[k]))
    return undefined;
  const [left, right] = [lastOf(a.shape), lastOf(b.shape)];
  const shape = [...a.shape.slice(0, -1), left + right];
  return gpu.run(BESIDE, [a, b], [left, right], [{ count: sizeOf(shape), outputs: [shape] }])[0][0];
}

function channelsOf(gpu: Gpu, x: TensorInfo, first: number, channels: number): TensorInfo {
  const shape = [...x.shape.slice(0, -1), channels];
  const call = { count: sizeOf(shape), outputs: [shape] };
  return gpu.run(CHANNELS, [x], [lastOf(x.shape), first, channels], [call])[0][0];
}

function slice(
  gpu: Gpu,
  { x }: Inputs,
  attributes: { begin: number[]; size: number[] },
): TensorInfo | undefined {
  if (x.shape.length !== 4 || !isLarge([x])) return undefined;
  const [begin, size] = slice_util.parseSliceParams(x as never, attributes.begin, attributes.size);
  slice_util.assertParamsValid(x as never, begin, size);
  if (begin.some((at, k) => k < 3 && (at !== 0 || size[k] !== x.shape[k]))) return undefined;
  return size[3] > 0 ? channelsOf(gpu, x, begin[3], size[3]) : undefined;
}

function pad(
  gpu: Gpu,
  { x }: Inputs,
  { paddings, constantValue }: { paddings: [number, number][]; constantValue: number },
): TensorInfo | undefined {
  if (x.shape.length !== 4 || constantValue !== 0 || !isLarge([x])) return undefined;
  if (paddings.some(([before, after], k) => k < 3 && before + after !== 0)) return undefined;
  const [before, after] = paddings[3];
  return channelsOf(gpu, x, -before, before + x.shape[3] + after);
}

function split(
  gpu: Gpu,
  { x }: Inputs,
  { numOrSizeSplits, axis }: { numOrSizeSplits: number | number[]; axis: number },
): TensorInfo[] | undefined {
  const last = x.shape.length - 1;
  if (last !== 3 || (axis !== last && axis !== -1) || !isLarge([x])) return undefined;
  const sizes = backend_util.prepareSplitSize(x as never, numOrSizeSplits, last);
  if (sizes.some((size) => size === 0)) return undefined;
  let first = 0;
  return sizes.map((size) => {
    const piece = channelsOf(gpu, x, first, size);
    first += size;
    return piece;
  });
}

/** Over all axes but the last: the gradient of a bias. */
function sumOfPixels(
  gpu: Gpu,
  { x }: Inputs,
  { axis, keepDims }: { axis: number | number[]; keepDims: boolean },
): TensorInfo | undefined {
  if (x.shape.length !== 4 || keepDims || !isLarge([x])) return undefined;
  const axes = util.parseAxisParam(axis, [...x.shape]);
  return util.arraysEqual([...axes].sort(), [0, 1, 2]) ? pixelSum(gpu, { x }) : undefined;
}

const REPLACEMENTS: Readonly<Record<string, Replacement>> = {
  [Add]: add,
  [AddN]: addAll,
  [Concat]: concat,
  [Slice]: slice,
  [PadV2]: pad,
  [SplitV]: split,
  [Sum]: sumOfPixels,
};

const replaced = new WeakSet<KernelConfig>();

export function replaceCopies(backendName: string, gpuOf: (backend: unknown) => Gpu): void {
  for (const [kernelName, compute] of Object.entries(REPLACEMENTS)) {
    const stock = getKernel(kernelName, backendName);
    if (!stock || replaced.has(stock)) continue;
    unregisterKernel(kernelName, backendName);
    const config: KernelConfig = {
      ...stock,
      kernelFunc: (call) =>
        compute(gpuOf(call.backend), call.inputs as Inputs, (call.attrs ?? {}) as never) ??
        stock.kernelFunc(call),
    };
    replaced.add(config);
    registerKernel(config);
  }
}
