/**
 * A table of what each backend computes rightly and fast. The ops look here, so that they have one signature and give one
 * result on all of them. A backend that is not
 * listed gets the most cautious choice.
 */
import { currentBackend } from './check.js';

export interface Strategy {
  /** Native kernels take explicit padding. tfjs-node mishandles it in places: there the image is padded first. */
  nativePadding: boolean;
  /**
   * Native depthwise kernels honor `dilations` (at stride 1). TensorFlow 2.15 does with oneDNN and refuses them without;
   * older ones take no notice of them (tensorflow#56498).
   */
  nativeDilation: boolean;
  /** Native depthwise kernels take a stride above 1 together with a dilation above 1; cpu and webgl refuse that. */
  nativeStridedDilation: boolean;
  /** Native dense convolutions honor `dilations` (at stride 1), too. */
  nativeDenseDilation: boolean;
  /** Sums over pixels: a reduction over outer axes, or a global average pool where reductions transpose first. */
  pixelSum: 'reduce' | 'pool';
  /** Batch normalization: the fused kernel, or one multiplication and one addition (2-4 times faster on wasm). */
  batchNorm: 'kernel' | 'affine';
  /** x^T y: a product that takes a transposed operand, or a transposition first (3-10 times faster on wasm). */
  transposedProduct: 'flag' | 'transpose';
  /** A product takes its right factor for the one that had the same buffer in another shape before: see right-factor.ts. */
  copyRightFactor: boolean;
  /** Gradient kernels of convolutions, where some are registered, honor dilations and explicit padding. */
  gradientKernels: boolean;
}

const STRATEGIES: Record<string, Strategy> = {
  cpu: {
    nativePadding: true,
    nativeDilation: true,
    nativeStridedDilation: false,
    nativeDenseDilation: true,
    pixelSum: 'reduce',
    batchNorm: 'kernel',
    transposedProduct: 'flag',
    copyRightFactor: false,
    gradientKernels: false,
  },
  webgl: {
    nativePadding: true,
    nativeDilation: true,
    nativeStridedDilation: false,
    nativeDenseDilation: true,
    pixelSum: 'reduce',
    batchNorm: 'kernel',
    transposedProduct: 'flag',
    copyRightFactor: false,
    gradientKernels: false,
  },
  wasm: {
    nativePadding: true,
    nativeDilation: true,
    nativeStridedDilation: true,
    nativeDenseDilation: true,
    pixelSum: 'pool',
    batchNorm: 'affine',
    transposedProduct: 'transpose',
    copyRightFactor: true,
    gradientKernels: true,
  },
  webgpu: {
    nativePadding: true,
    nativeDilation: true,
    nativeStridedDilation: true,
    nativeDenseDilation: true,
    pixelSum: 'reduce',
    batchNorm: 'kernel',
    transposedProduct: 'flag',
    copyRightFactor: false,
    gradientKernels: false,
  },
};

const CAUTIOUS: Strategy = {
  nativePadding: false,
  nativeDilation: false,
  nativeStridedDilation: false,
  nativeDenseDilation: false,
  pixelSum: 'reduce',
  batchNorm: 'kernel',
  transposedProduct: 'flag',
  copyRightFactor: false,
  gradientKernels: false,
};

export function strategy(backend: string = currentBackend()): Strategy {
  return STRATEGIES[backend] ?? CAUTIOUS;
}
