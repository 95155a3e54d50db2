/** Which of the wasm backend's kernels are added or replaced, by tfjs's names. */
import * as composedConv2d from './composed/conv2d.js';
import * as composedDepthwise from './composed/depthwise-conv2d.js';
import * as composedPooling from './composed/pooling.js';
import * as composedResize from './composed/resize.js';
import * as composedSegments from './composed/unsorted-segment-sum.js';
import { batchMatMul } from './simd/batch-mat-mul.js';
import { conv2dInputGradient } from './simd/conv2d-input-gradient.js';
import { conv2d, depthwiseConv2d } from './simd/convolutions.js';
import { depthwiseInputGradient } from './simd/depthwise-input-gradient.js';
import { conv2dFilterGradient, depthwiseFilterGradient } from './simd/filter-gradients.js';
import { avgPoolGradient, maxPoolGradient } from './simd/pooling.js';
import { mean, sum } from './simd/reductions.js';
import { resizeBilinearGradient } from './simd/resize-bilinear.js';
import { unsortedSegmentSum } from './simd/unsorted-segment-sum.js';
import type { TrainingKernel } from './training-kernel.js';

export const TRAINING_KERNELS: Readonly<Record<string, TrainingKernel>> = {
  // Missing from the backend.
  Conv2DBackpropFilter: { composed: composedConv2d.conv2dFilterGradient, simd: conv2dFilterGradient },
  DepthwiseConv2dNativeBackpropFilter: {
    composed: composedDepthwise.depthwiseFilterGradient,
    simd: depthwiseFilterGradient,
  },
  DepthwiseConv2dNativeBackpropInput: {
    composed: composedDepthwise.depthwiseInputGradient,
    simd: depthwiseInputGradient,
  },
  UnsortedSegmentSum: { composed: composedSegments.unsortedSegmentSum, simd: unsortedSegmentSum },
  // Wrong there: windows of negative values; borders that count the padding; half-pixel centers.
  MaxPoolGrad: { composed: composedPooling.maxPoolGradient, simd: maxPoolGradient },
  AvgPoolGrad: { composed: composedPooling.avgPoolGradient, simd: avgPoolGradient },
  ResizeBilinearGrad: { composed: composedResize.resizeBilinearGradient, simd: resizeBilinearGradient },
  ResizeNearestNeighborGrad: { composed: composedResize.resizeNearestGradient },
  // Slow there, and without dilation.
  Conv2DBackpropInput: { composed: composedConv2d.conv2dInputGradient, simd: conv2dInputGradient },
  // On one thread there, in Node always.
  Conv2D: { simd: conv2d },
  DepthwiseConv2dNative: { simd: depthwiseConv2d },
  // Slow there: what these decline is left to the backend.
  BatchMatMul: { simd: batchMatMul },
  Sum: { simd: sum },
  Mean: { simd: mean },
};
