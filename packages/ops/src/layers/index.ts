/** For authors of blocks: the base class that owns weights, and helpers for shapes. Needs `@tensorflow/tfjs-layers`. */
export {
  type Activation,
  BLOCK_LAYER_ARGS,
  BlockLayer,
  type BlockLayerArgs,
  type FilterInputs,
  type Initialization,
  LAYER_ARGS,
} from './block-layer.js';
export { oneTensor, pixels, type Shape, type Shape4D, shape4D, strided } from './shape.js';
