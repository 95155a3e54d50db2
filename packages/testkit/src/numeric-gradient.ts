/**
 * Central differences against reverse mode. The loss is sum(f(inputs) * R) with a fixed random R, so that every
 * output element counts. float32 forward passes limit what a difference quotient can see, hence the large step.
 */
import * as tf from '@tensorflow/tfjs-core';

/** Options of `expectNumericGradient`. */
export interface NumericGradientOptions {
  /** Step of the difference quotient. Default 1e-2. */
  step?: number;
  /** How many elements of each input are tried, spread over it. Default 24. */
  samples?: number;
  /** Absolute difference allowed; scaled by the largest gradient where that exceeds 1. Default 1e-2. */
  tolerance?: number;
}

/** Throws when a sampled element of d loss / d input differs from the central difference. */
export async function expectNumericGradient(
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: tf.Tensor[],
  { step = 1e-2, samples = 24, tolerance = 1e-2 }: NumericGradientOptions = {},
): Promise<void> {
  const probe = tf.tidy(() => f(...inputs));
  const weights = tf.randomUniform(probe.shape, -1, 1, 'float32', 7);
  probe.dispose();
  // Summed in float64: a float32 sum on the device would drown small differences.
  const weightValues = await weights.data();
  const loss = async (arguments_: tf.Tensor[]) => {
    const output = tf.tidy(() => f(...arguments_));
    const values = await output.data();
    output.dispose();
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[i] * weightValues[i];
    return sum;
  };
  const gradients = tf.tidy(() => tf.grads((...x) => tf.sum(tf.mul(f(...x), weights)))(inputs));
  for (const [index, input] of inputs.entries()) {
    const values = await input.data();
    const gradient = (await gradients[index].data()) as Float32Array;
    const scale = Math.max(
      1,
      gradient.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0),
    );
    const stride = Math.max(1, Math.floor(values.length / samples));
    for (let element = stride >> 1; element < values.length; element += stride) {
      const shifted = async (by: number) => {
        const copy = Float32Array.from(values);
        copy[element] += by;
        const tensor = tf.tensor(copy, input.shape);
        const result = await loss(inputs.map((other, i) => (i === index ? tensor : other)));
        tensor.dispose();
        return result;
      };
      const numeric = ((await shifted(step)) - (await shifted(-step))) / (2 * step);
      if (!(Math.abs(numeric - gradient[element]) <= tolerance * scale)) {
        throw new Error(
          `Gradient of input ${index} at element ${element}: ${gradient[element]}, central difference ${numeric}`,
        );
      }
    }
  }
  tf.dispose([weights, ...gradients]);
}
