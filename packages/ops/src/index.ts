export { isAccelerated, runAccelerated } from './accelerated.js';
export { hardSigmoid, hardSwish, relu, relu6, sigmoid } from './activations.js';
export { adaptiveAvgPool2d } from './adaptive-avg-pool2d.js';
export { addBias } from './add-bias.js';
export { addMaps } from './add-maps.js';
export { type AttentivePyramidWeights, attentivePyramid } from './attentive-pyramid.js';
export { type AvgPool2DOptions, avgPool2d } from './avg-pool2d.js';
export type { BatchMoments } from './batch-moments.js';
export {
  type BatchNormParameters,
  batchMoments,
  batchNormInference,
  batchNormTraining,
  unbiasedVariance,
} from './batch-norm.js';
export { addBroadcast, gated } from './broadcast.js';
export { channelAttention } from './channel-attention.js';
export { channelConcat } from './channel-concat.js';
export { channelShuffle } from './channel-shuffle.js';
export { channelSlice, channelSplit } from './channel-slice.js';
export { type Conv2DOptions, conv2d } from './conv2d.js';
export { type Conv2DTransposeOptions, conv2dTranspose, transposedSize } from './conv2d-transpose.js';
export { type DepthwiseConv2dOptions, depthwiseConv2d } from './depthwise-conv2d.js';
export { type DropoutOptions, dropout } from './dropout.js';
export { encoding } from './encoding.js';
export { OpsError, type OpsErrorCode } from './errors.js';
export { featureMean } from './feature-mean.js';
export { groupedPointwiseConv2d } from './grouped-pointwise-conv2d.js';
export { flatPoolIndices, maxPoolIndices } from './max-pool-indices.js';
export { maxPool2d } from './max-pool2d.js';
export { type MaxUnpool2DOptions, maxUnpool2d, unpooledSize } from './max-unpool2d.js';
export { padChannels } from './pad-channels.js';
export { type PoolOptions, type PoolWindow, poolWindow } from './pooling-window.js';
export { type PositionAttentionOptions, positionAttention } from './position-attention.js';
export { type PreluOptions, prelu } from './prelu.js';
export { type ResizeBilinearOptions, resizeBilinear } from './resize-bilinear.js';
export { resizeNearest } from './resize-nearest.js';
export {
  outputSize,
  type Pair,
  type PairLike,
  type Window,
  type WindowOptions,
  windowOf,
} from './window.js';
