// A user's program: AHSP between layers of tfjs, one step of training, a save into a handler of the user's own.
import { writeFileSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import { AHSP } from '@miniseg/ahsp';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';

const image = tfl.input({ shape: [null, null, 3] });
const stem = tfl.layers
  .conv2d({ filters: 8, kernelSize: 3, padding: 'same', activation: 'relu' })
  .apply(image);
const pyramid = new AHSP({ filters: 16, strides: 2 }).apply(stem);
const mask = tfl.layers.conv2d({ filters: 1, kernelSize: 1, activation: 'sigmoid' }).apply(pyramid);
const model = tfl.model({ inputs: image, outputs: mask });

const x = tf.randomUniform([2, 16, 16, 3], -1, 1, 'float32', 1);
const y = tf.randomUniform([2, 8, 8, 1], 0, 1, 'float32', 2);
const before = model.getWeights(true).map((weight) => weight.dataSync());
model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });
const { history } = await model.fit(x, y, { batchSize: 2, epochs: 1, verbose: 0 });
const unmoved = model
  .getWeights(true)
  .flatMap((weight, i) =>
    weight.dataSync().some((value, j) => value !== before[i][j]) ? [] : [weight.shape],
  );

let saved;
await model.save(
  tf.io.withSaveHandler(async (artifacts) => {
    saved = artifacts;
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  }),
);
const weights = Buffer.from(tf.io.CompositeArrayBuffer.join(saved.weightData)).toString('base64');
writeFileSync('saved.json', JSON.stringify({ ...saved, weightData: undefined, weights }));
writeFileSync(
  'trained.json',
  JSON.stringify({
    loss: history.loss[0],
    unmoved,
    x: [...x.dataSync()],
    prediction: [...model.predict(x).dataSync()],
  }),
);
