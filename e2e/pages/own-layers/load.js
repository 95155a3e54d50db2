// Loads a model that has an AHSP in it, and names nothing of the package: importing it must be enough.
import '@miniseg/ahsp';
import '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import saved from './saved.json';
import trained from './trained.json';

await tf.setBackend('webgl');
const { weights, ...artifacts } = saved;
const weightData = Uint8Array.from(atob(weights), (character) => character.charCodeAt(0)).buffer;
const model = await tfl.loadLayersModel(tf.io.fromMemory({ ...artifacts, weightData }));
const prediction = model.predict(tf.tensor(trained.x, [2, 16, 16, 3]));
document.querySelector('#report').textContent = JSON.stringify({
  backend: tf.getBackend(),
  layers: model.layers.map((layer) => layer.getClassName()),
  prediction: [...(await prediction.data())],
});
