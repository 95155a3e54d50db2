import { serialization } from '@tensorflow/tfjs-core';
import { AdamOptimizer, AdamWOptimizer } from './adam.js';
import { SgdOptimizer } from './sgd.js';

/** Lets `tf.loadLayersModel` find the optimizers that a model was saved with. Importing the package calls it. */
export function register(): void {
  serialization.registerClass(AdamOptimizer);
  serialization.registerClass(AdamWOptimizer);
  serialization.registerClass(SgdOptimizer);
}
