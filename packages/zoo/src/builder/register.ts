/** Makes the zoo's layers known to `tf.loadLayersModel`. Importing any of its entries does it; calling it again changes nothing. */
import { registerLayers } from '@miniseg/blocks/layers';
import { serialization } from '@tensorflow/tfjs-core';
import { ImageCheck } from './image-check.js';
import { UnusedWeights } from './unused-weights.js';

export function register(): void {
  registerLayers();
  serialization.registerClass(ImageCheck);
  serialization.registerClass(UnusedWeights);
}
