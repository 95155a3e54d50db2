/** The parts that several networks share, for networks of one's own: each adds its layers to a `NetworkBuilder`. */
export {
  type ActivationName,
  type ConvOptions,
  type EncoderOptions,
  type LayerNames,
  NetworkBuilder,
  type NetworkOptions,
  type NormOptions,
  type PoolOptions,
  type ResizeOptions,
  sequence,
  type TransposedOptions,
} from '../builder/index.js';
export { type AsppOptions, aspp } from './aspp.js';
export { attentionGate } from './attention-gate.js';
export { densenet201 } from './densenet201.js';
export { mobilenet } from './mobilenet.js';
export { mobilenetv2 } from './mobilenetv2.js';
export { mobilenetv3 } from './mobilenetv3.js';
export { pyramidDecoder } from './pyramid-decoder.js';
export { dilatedResnet, type ResNetOptions, resnet } from './resnet.js';
export { shufflenet } from './shufflenet.js';
export { shufflenetv2 } from './shufflenetv2.js';
export { type SkipGate, uShape } from './u-shape.js';
export { type Vgg16Options, vgg16 } from './vgg16.js';
export { xception } from './xception.js';
