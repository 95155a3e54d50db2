import { register } from './register.js';

export { ChannelActivation } from './channel-activation.js';
export { ChannelSlice, type ChannelSliceArgs } from './channel-slice.js';
export { ConvBlock, type ConvBlockArgs } from './conv-block.js';
export { DownsamplerBlock, type DownsamplerBlockArgs } from './downsampler-block.js';
export { BlocksError, type BlocksErrorCode } from './errors.js';
export { ExchangeEncoder } from './exchange-encoder.js';
export { FeatureFusionModule, type FeatureFusionModuleArgs } from './feature-fusion-module.js';
export { PathExchange } from './path-exchange.js';
export { PointwiseBlock, type PointwiseBlockArgs } from './pointwise-block.js';
export { type DecodedPyramid, PyramidDecoder, type PyramidDecoderArgs } from './pyramid-decoder.js';
export { SegmentationHead, type SegmentationHeadArgs } from './segmentation-head.js';
export type { StageOptions } from './stage-block.js';
export { TwoPathEncoder, type TwoPathEncoderArgs } from './two-path-encoder.js';
export { Upsample, type UpsampleArgs } from './upsample.js';
export { register };

register();
