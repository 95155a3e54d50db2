// AHSP between layers of tfjs, on webgl.
import '@tensorflow/tfjs-backend-webgl';
import { AHSP } from '@miniseg/ahsp';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';

await tf.setBackend('webgl');
const image = tfl.input({ shape: [null, null, 3] });
const stem = tfl.layers.conv2d({ filters: 8, kernelSize: 3, padding: 'same' }).apply(image);
const model = tfl.model({ inputs: image, outputs: new AHSP({ filters: 16, strides: 2 }).apply(stem) });
const prediction = model.predict(tf.randomUniform([1, 33, 20, 3], -1, 1, 'float32', 1));
document.querySelector('#report').textContent = JSON.stringify({
  backend: tf.getBackend(),
  shape: prediction.shape,
  prediction: [...(await prediction.data())],
});
