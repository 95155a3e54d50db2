/** A few epochs on discs of random place: enough for a falling loss. */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';

export function sequential(layers: tfl.layers.Layer[]): tfl.Sequential {
  return tfl.sequential({ layers });
}

export async function train(model: tfl.Sequential): Promise<{ first: number; last: number }> {
  const truth = tf.buffer([8, 16, 16, 1]);
  for (let i = 0; i < 8; i++) {
    for (let y = 0; y < 16; y++) {
      for (let x = 0; x < 16; x++) truth.set(Math.hypot(y - 4 - i, x - 12 + i) < 4 ? 1 : 0, i, y, x, 0);
    }
  }
  const y = truth.toTensor();
  const x = tf.tidy(() => tf.add(tf.mul(y, 0.5), tf.randomNormal(y.shape, 0, 0.1, 'float32', 3)));
  const optimizer = tf.train.adam(0.05);
  model.compile({ optimizer, loss: 'binaryCrossentropy' });
  const history = await model.fit(x, y, { epochs: 6, batchSize: 4, shuffle: false, verbose: 0 });
  const losses = history.history.loss as number[];
  optimizer.dispose();
  model.dispose();
  tf.dispose([x, y]);
  return { first: losses[0], last: losses[losses.length - 1] };
}
