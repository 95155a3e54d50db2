/** Makes the layers known to `tf.loadLayersModel`. Importing the entry does it; calling it again changes nothing. */
import { serialization } from '@tensorflow/tfjs-core';
import { ChannelSlice } from '../channel-slice.js';
import { Activation } from './activation.js';
import { AdaptiveAvgPool2d } from './adaptive-avg-pool2d.js';
import { AvgPool2d } from './avg-pool2d.js';
import { BatchNorm } from './batch-norm.js';
import { ChannelAttention } from './channel-attention.js';
import { ChannelPad } from './channel-pad.js';
import { ChannelShuffle } from './channel-shuffle.js';
import { CodewordMean } from './codeword-mean.js';
import { Concat } from './concat.js';
import { ConvTranspose2d } from './conv-transpose2d.js';
import { Conv2d } from './conv2d.js';
import { Dropout } from './dropout.js';
import { Encoding } from './encoding.js';
import { Gate } from './gate.js';
import { MaxPoolIndices } from './max-pool-indices.js';
import { MaxPool2d } from './max-pool2d.js';
import { MaxUnpool2d } from './max-unpool2d.js';
import { PositionAttention } from './position-attention.js';
import { Resize } from './resize.js';
import { ScaledSum } from './scaled-sum.js';
import { Sum } from './sum.js';

export function registerLayers(): void {
  serialization.registerClass(Activation);
  serialization.registerClass(AdaptiveAvgPool2d);
  serialization.registerClass(AvgPool2d);
  serialization.registerClass(BatchNorm);
  serialization.registerClass(ChannelAttention);
  serialization.registerClass(ChannelPad);
  serialization.registerClass(ChannelShuffle);
  serialization.registerClass(ChannelSlice);
  serialization.registerClass(CodewordMean);
  serialization.registerClass(Concat);
  serialization.registerClass(Conv2d);
  serialization.registerClass(ConvTranspose2d);
  serialization.registerClass(Dropout);
  serialization.registerClass(Encoding);
  serialization.registerClass(Gate);
  serialization.registerClass(MaxPool2d);
  serialization.registerClass(MaxPoolIndices);
  serialization.registerClass(MaxUnpool2d);
  serialization.registerClass(PositionAttention);
  serialization.registerClass(Resize);
  serialization.registerClass(ScaledSum);
  serialization.registerClass(Sum);
}
