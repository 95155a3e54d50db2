/** Gradients of a layer against central differences: of its inputs and of each of its weights. */
import * as tf from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import { expect } from 'vitest';

type Layer = layers.Layer;

/** Gradients of the differentiable inputs, in their order. */
export function gradientsOf(
  inputs: tf.Tensor[],
  differentiable: boolean[],
  loss: (inputs: tf.Tensor[]) => tf.Tensor,
): tf.Tensor[] {
  const chosen = inputs.filter((_, i) => differentiable[i]);
  if (chosen.length === 0) return [];
  return tf.grads((...x) => {
    const queue = [...x];
    return loss(inputs.map((input, i) => (differentiable[i] ? (queue.shift() as tf.Tensor) : input)));
  })(chosen);
}

/** Moves every weight off its initial value, so that a weight that is ignored or mixed up shows. */
export function perturbWeights(owner: {
  getWeights(): tf.Tensor[];
  setWeights(weights: tf.Tensor[]): void;
}): void {
  const moved = owner
    .getWeights()
    .map((weight, i) =>
      tf.tidy(() =>
        tf.add(weight, tf.mul(tf.abs(tf.randomNormal(weight.shape, 0, 1, 'float32', 50 + i)), 0.1)),
      ),
    );
  owner.setWeights(moved);
  tf.dispose(moved);
}

/**
 * Normalized values lie around 0, where ReLU and PReLU have their kink and a central difference means nothing.
 * Offsets of +4 and -4 keep nearly all of them on one side, half the channels on each. The golden values cover the
 * rest.
 */
export function leaveTheKink(layer: Layer): void {
  const betas = layer.weights.filter((weight) => /\/beta(_\d+)?$/.test(weight.originalName));
  for (const beta of betas) {
    const offsets = tf.tensor1d(
      Array.from({ length: (beta.shape as number[])[0] }, (_, i) => (i % 2 ? -4 : 4)),
    );
    beta.write(offsets);
    offsets.dispose();
  }
}

/** Central differences for a few elements of each input and each trainable weight. */
export async function compareGradients(
  layer: Layer,
  inputs: tf.Tensor[],
  differentiable: boolean[],
  run: (inputs: tf.Tensor[]) => tf.Tensor[],
) {
  const probe = run(inputs);
  const factors = probe.map((y, i) => tf.randomUniform(y.shape, -1, 1, 'float32', 90 + i));
  const factorValues = await Promise.all(factors.map((factor) => factor.data()));
  tf.dispose(probe);
  const loss = async (x: tf.Tensor[]) => {
    const results = run(x);
    let sum = 0;
    for (const [i, y] of results.entries()) {
      const values = await y.data();
      for (let j = 0; j < values.length; j++) sum += values[j] * factorValues[i][j];
    }
    tf.dispose(results);
    return sum;
  };
  const weights = layer.trainableWeights;
  const variables = weights.map((weight) => weight.read() as tf.Variable);
  const weighted = (x: tf.Tensor[]) =>
    tf.addN(run(x).map((y, i) => tf.sum(tf.mul(y, factors[i])))) as tf.Scalar;
  const byInput = tf.tidy(() => gradientsOf(inputs, differentiable, weighted));
  const byWeight =
    variables.length > 0 ? tf.tidy(() => tf.variableGrads(() => weighted(inputs), variables).grads) : {};
  const step = 5e-3;
  const compare = async (
    what: string,
    gradient: tf.Tensor,
    values: Float32Array,
    at: (shifted: Float32Array) => Promise<number>,
  ) => {
    const analytic = (await gradient.data()) as Float32Array;
    const scale = Math.max(
      1,
      analytic.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0),
    );
    const stride = Math.max(1, Math.floor(values.length / 5));
    for (let element = stride >> 1; element < values.length; element += stride) {
      const shifted = (by: number) => at(values.map((value, i) => (i === element ? value + by : value)));
      const numeric = ((await shifted(step)) - (await shifted(-step))) / (2 * step);
      expect(
        Math.abs(analytic[element] - numeric),
        `d ${what}[${element}]: ${analytic[element]}, central difference ${numeric}`,
      ).toBeLessThan(0.03 * scale);
    }
  };
  for (const [k, x] of inputs.filter((_, i) => differentiable[i]).entries()) {
    const i = inputs.indexOf(x);
    await compare(`input ${i}`, byInput[k], (await x.data()) as Float32Array, async (values) => {
      const shifted = tf.tensor(values, x.shape);
      const result = await loss(inputs.map((other, j) => (i === j ? shifted : other)));
      shifted.dispose();
      return result;
    });
  }
  for (const weight of weights) {
    const variable = weight.read() as tf.Variable;
    const values = ((await variable.data()) as Float32Array).slice();
    const write = (next: Float32Array) => {
      const tensor = tf.tensor(next, weight.shape as number[]);
      weight.write(tensor);
      tensor.dispose();
    };
    await compare(weight.name, byWeight[variable.name], values, async (shifted) => {
      write(shifted);
      return loss(inputs);
    });
    write(values);
  }
  tf.dispose([factors, byInput, byWeight]);
}
