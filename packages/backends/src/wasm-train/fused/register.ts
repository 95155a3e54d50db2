/**
 * The kernels that `@miniseg/ops` and `@miniseg/losses` look for by name, and better versions of some of tfjs's own,
 * registered on the wasm backend. They need SIMD, which every engine of today has; without it nothing is registered, and
 * those packages compute with tfjs's own kernels.
 */
import {
  Add,
  AddN,
  Cast,
  Concat,
  Conv2D,
  getKernel,
  Identity,
  type KernelConfig,
  type KernelFunc,
  PadV2,
  ResizeBilinear,
  registerKernel,
  Slice,
  SplitV,
  type TensorInfo,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { clampGradient, hardSwishGradient } from '../simd/activations.js';
import {
  groupedConv2d,
  groupedConv2dFilterGradient,
  groupedConv2dInputGradient,
} from '../simd/grouped-convolutions.js';
import { maxPool, maxPoolTaps, placeTaps, takeTaps } from '../simd/pooling.js';
import { adam, flatten, unflatten } from './adam.js';
import { add, addN } from './add.js';
import { batchMoments, movedMoments } from './batch-moments.js';
import { cast, concat, identity, pad, slice, split } from './copies.js';
import { crossEntropy, scale } from './cross-entropy.js';
import { dilatedPyramid, dilatedPyramidGradient } from './dilated-pyramid.js';
import { gatedPointwise, gatedPointwiseGradient } from './gated-pointwise.js';
import { normalizeActivate, normalizeActivateGradient, preluGradient } from './normalize-activate.js';
import { overlap } from './overlap.js';
import { resizeBilinear, resizeBilinearAdjoint } from './resize-bilinear.js';
import { type Workspace, workspaceOf } from './workspace.js';

/** Each declares the inputs and attributes that it reads; undefined declines a case. */
type FusedKernel = (
  workspace: Workspace,
  inputs: never,
  attributes: never,
) => TensorInfo | TensorInfo[] | undefined;

const KERNELS: Record<string, FusedKernel> = {
  MiniSegBatchMoments: batchMoments,
  MiniSegMovedMoments: movedMoments,
  MiniSegNormalizeActivate: normalizeActivate,
  MiniSegNormalizeActivateGradient: normalizeActivateGradient,
  MiniSegPreluGradient: preluGradient,
  MiniSegResizeBilinearAdjoint: resizeBilinearAdjoint,
  MiniSegDilatedPyramid: dilatedPyramid,
  MiniSegDilatedPyramidGradient: dilatedPyramidGradient,
  MiniSegGatedPointwise: gatedPointwise,
  MiniSegGatedPointwiseGradient: gatedPointwiseGradient,
  MiniSegCrossEntropy: crossEntropy,
  MiniSegOverlap: overlap,
  MiniSegScale: scale,
  MiniSegFlatten: flatten,
  MiniSegUnflatten: unflatten,
  MiniSegAdam: adam,
  MiniSegGroupedConv2D: groupedConv2d,
  MiniSegGroupedConv2DInputGradient: groupedConv2dInputGradient,
  MiniSegGroupedConv2DFilterGradient: groupedConv2dFilterGradient,
  MiniSegMaxPool: maxPool,
  MiniSegMaxPoolTaps: maxPoolTaps,
  MiniSegPlaceTaps: placeTaps,
  MiniSegTakeTaps: takeTaps,
  MiniSegClampGradient: clampGradient,
  MiniSegHardSwishGradient: hardSwishGradient,
};

/** Better versions of kernels that the backend has; its own run in the cases that these decline. */
const REPLACEMENTS: Record<string, FusedKernel> = {
  [Add]: add,
  [AddN]: addN,
  [Cast]: cast,
  [Concat]: concat,
  [Identity]: identity,
  [PadV2]: pad,
  [ResizeBilinear]: resizeBilinear,
  [Slice]: slice,
  [SplitV]: split,
};

const replaced = new WeakSet<KernelConfig>();

/** Idempotent. */
export function registerFusedKernels(): void {
  if (!hasSimd()) return;
  for (const [kernelName, compute] of Object.entries(REPLACEMENTS)) {
    const stock = getKernel(kernelName, 'wasm');
    if (!stock || replaced.has(stock)) continue;
    unregisterKernel(kernelName, 'wasm');
    const config: KernelConfig = {
      ...stock,
      kernelFunc: (call) => run(compute, call) ?? stock.kernelFunc(call),
    };
    replaced.add(config);
    registerKernel(config);
  }
  if (!getKernel(CONVOLUTION.kernelName, 'wasm')) registerKernel(CONVOLUTION);
  for (const [kernelName, compute] of Object.entries(KERNELS)) {
    if (getKernel(kernelName, 'wasm')) continue;
    registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc: (call) => run(compute, call) as TensorInfo | TensorInfo[],
    });
  }
}

/** The backend's convolution under a name of its own: `@miniseg/ops` gives that a gradient without touching tfjs's. */
const CONVOLUTION: KernelConfig = {
  kernelName: 'MiniSegConv2D',
  backendName: 'wasm',
  kernelFunc: (call) => getKernel(Conv2D, 'wasm')!.kernelFunc(call),
};

function run(compute: FusedKernel, { inputs, backend, attrs }: Parameters<KernelFunc>[0]) {
  return compute(workspaceOf(backend), inputs as never, (attrs ?? {}) as never);
}

/** Whether the engine compiles a function of one vector instruction. */
function hasSimd(): boolean {
  return WebAssembly.validate(
    Uint8Array.of(
      0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
    ), // biome-ignore format: the bytes of a module
  );
}
