export { isAccelerated, runAccelerated } from './accelerated.js';
export { addMaps } from './add-maps.js';
export { type AttentivePyramidWeights, attentivePyramid } from './attentive-pyramid.js';
export { averageGradients } from './average-gradients.js';
export { type AvgPool2DOptions, avgPool2d } from './avg-pool2d.js';
export type { BatchMoments } from './batch-moments.js';
export {
  type BatchNormParameters,
  batchMoments,
  batchNormInference,
  batchNormTraining,
  unbiasedVariance,
} from './batch-norm.js';
export { type Conv2DOptions, conv2d } from './conv2d.js';
export { type DepthwiseConv2dOptions, depthwiseConv2d } from './depthwise-conv2d.js';
export { OpsError, type OpsErrorCode } from './errors.js';
export { groupedPointwiseConv2d } from './grouped-pointwise-conv2d.js';
export { prelu } from './prelu.js';
export { ReplicaGroup, type ReplicaMemory, replicaGroup, setReplicaGroup } from './replicas.js';
export { resizeBilinear } from './resize-bilinear.js';
