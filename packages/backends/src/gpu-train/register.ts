/** The kernels that `@miniseg/ops`, `@miniseg/losses` and `@miniseg/train` look for by name, on a backend for graphics cards. */
import { getKernel, type KernelFunc, registerKernel, type TensorInfo } from '@tensorflow/tfjs-core';
import { adam, flatten, unflatten } from './kernels/adam.js';
import { attentivePyramid, attentivePyramidGradient } from './kernels/attentive-pyramid.js';
import { batchMoments, pixelSum, trainingMoments } from './kernels/batch-moments.js';
import { convolution, convolutionGradients } from './kernels/convolution.js';
import { crossEntropyGradient, crossEntropyLoss } from './kernels/cross-entropy.js';
import { depthwise, depthwiseGradients } from './kernels/depthwise.js';
import { normalizeActivate, normalizeActivateGradient, preluGradient } from './kernels/normalize-activate.js';
import { resizeBilinear, resizeBilinearAdjoint } from './kernels/resize-bilinear.js';
import { replaceCopies } from './replace-copies.js';
import type { Gpu } from './template.js';

/** Each declares the inputs and attributes that it reads. */
type GpuKernel = (gpu: Gpu, inputs: never, attributes: never) => TensorInfo | TensorInfo[];

const KERNELS: Readonly<Record<string, GpuKernel>> = {
  MiniSegBatchMoments: batchMoments,
  MiniSegTrainingMoments: trainingMoments,
  MiniSegPixelSum: pixelSum,
  MiniSegNormalizeActivate: normalizeActivate,
  MiniSegNormalizeActivateGradient: normalizeActivateGradient,
  MiniSegPreluGradient: preluGradient,
  MiniSegConv2D: convolution,
  MiniSegConv2DGradients: convolutionGradients,
  MiniSegDepthwiseConv2D: depthwise,
  MiniSegDepthwiseConv2DGradients: depthwiseGradients,
  MiniSegAttentivePyramid: attentivePyramid,
  MiniSegAttentivePyramidGradient: attentivePyramidGradient,
  MiniSegResizeBilinear: resizeBilinear,
  MiniSegResizeBilinearAdjoint: resizeBilinearAdjoint,
  MiniSegCrossEntropyLoss: crossEntropyLoss,
  MiniSegCrossEntropyGradient: crossEntropyGradient,
  MiniSegFlatten: flatten,
  MiniSegUnflatten: unflatten,
  MiniSegAdam: adam,
};

/**
 * Idempotent. `gpuOf` finds what runs programs on a backend instance.
 *
 * @returns whether anything was registered that was not there
 */
export function registerGpuTraining(
  backendName: 'webgpu' | 'webgl',
  gpuOf: (backend: unknown) => Gpu,
): boolean {
  let anything = false;
  for (const [kernelName, compute] of Object.entries(KERNELS)) {
    if (getKernel(kernelName, backendName)) continue;
    anything = true;
    registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, backend, attrs }: Parameters<KernelFunc>[0]) =>
        compute(gpuOf(backend), inputs as never, (attrs ?? {}) as never),
    });
  }
  replaceCopies(backendName, gpuOf);
  return anything;
}
