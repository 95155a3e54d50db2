/** The layers that segmentation networks are written of, with PyTorch's numerics: what a state dictionary of it expects. */
import { registerLayers } from './register.js';

export { ChannelSlice, type ChannelSliceArgs } from '../channel-slice.js';
export { Activation, type ActivationArgs, type ActivationKind } from './activation.js';
export { AdaptiveAvgPool2d, type AdaptiveAvgPool2dArgs } from './adaptive-avg-pool2d.js';
export { AvgPool2d, type AvgPool2dArgs } from './avg-pool2d.js';
export { BatchNorm, type BatchNormArgs } from './batch-norm.js';
export { ChannelAttention } from './channel-attention.js';
export { ChannelPad, type ChannelPadArgs } from './channel-pad.js';
export { ChannelShuffle, type ChannelShuffleArgs } from './channel-shuffle.js';
export { CodewordMean } from './codeword-mean.js';
export { Concat } from './concat.js';
export { ConvTranspose2d, type ConvTranspose2dArgs } from './conv-transpose2d.js';
export { Conv2d, type Conv2dArgs } from './conv2d.js';
export type { ConvolutionArgs } from './convolution-layer.js';
export { Dropout, type DropoutArgs } from './dropout.js';
export { Encoding, type EncodingArgs } from './encoding.js';
export { Gate } from './gate.js';
export type { KernelStart } from './kernel-start.js';
export { MaxPoolIndices } from './max-pool-indices.js';
export { MaxPool2d } from './max-pool2d.js';
export { MaxUnpool2d } from './max-unpool2d.js';
export type { PoolArgs } from './pool-layer.js';
export { PositionAttention, type PositionAttentionArgs } from './position-attention.js';
export { Resize, type ResizeArgs } from './resize.js';
export { ScaledSum } from './scaled-sum.js';
export { Sum } from './sum.js';
export { registerLayers };

registerLayers();
