export type { ActivationName, ConvOptions, NormOptions, TransposedOptions } from './convolution-graph.js';
export { type LayerNames, sequence } from './names.js';
export { NetworkBuilder, type PoolOptions, type ResizeOptions } from './network-builder.js';
export type { EncoderOptions, NetworkOptions } from './network-options.js';
