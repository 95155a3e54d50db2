/** What the benchmark calls in Chromium. */
import * as tf from '@tensorflow/tfjs';
import { measure } from './measure.mjs';

globalThis.measure = async (options) => {
  await tf.setBackend('webgl');
  return measure(options);
};
