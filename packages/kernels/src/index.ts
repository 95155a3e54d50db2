export type { ConvolutionGeometry, ConvolutionKernels } from './convolution-kernels.js';
export { KernelsError, type KernelsErrorCode } from './errors.js';
export type { FusedKernels } from './fused-kernels.js';
export type { TapsKernels } from './taps-kernels.js';
export { compileTrainKernels, instantiateTrainKernels, type TrainKernels } from './train-kernels.js';
