/** Makes the layer known to `tf.loadLayersModel`. Importing the package does it; calling it again changes nothing. */
import { serialization } from '@tensorflow/tfjs-core';
import { AHSP } from './ahsp.js';

export function register(): void {
  serialization.registerClass(AHSP);
}
