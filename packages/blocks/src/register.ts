/** Makes the blocks known to `tf.loadLayersModel`. Importing the package does it; calling it again changes nothing. */

import { register as registerAHSP } from '@miniseg/ahsp';
import { serialization } from '@tensorflow/tfjs-core';
import { ChannelActivation } from './channel-activation.js';
import { ChannelSlice } from './channel-slice.js';
import { ConvBlock } from './conv-block.js';
import { DownsamplerBlock } from './downsampler-block.js';
import { FeatureFusionModule } from './feature-fusion-module.js';
import { PathExchange } from './path-exchange.js';
import { PointwiseBlock } from './pointwise-block.js';
import { SegmentationHead } from './segmentation-head.js';
import { Upsample } from './upsample.js';

export function register(): void {
  registerAHSP();
  serialization.registerClass(ConvBlock);
  serialization.registerClass(DownsamplerBlock);
  serialization.registerClass(FeatureFusionModule);
  serialization.registerClass(PointwiseBlock);
  serialization.registerClass(PathExchange);
  serialization.registerClass(ChannelActivation);
  serialization.registerClass(ChannelSlice);
  serialization.registerClass(Upsample);
  serialization.registerClass(SegmentationHead);
}
