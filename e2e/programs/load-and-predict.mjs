// Another program of the same user: it names no layer, importing the package is enough to load the model.
import { readFileSync, writeFileSync } from 'node:fs';
import '@miniseg/ahsp';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';

const { weights, ...artifacts } = JSON.parse(readFileSync('saved.json', 'utf8'));
const { x } = JSON.parse(readFileSync('trained.json', 'utf8'));
const weightData = new Uint8Array(Buffer.from(weights, 'base64')).buffer;
const model = await tfl.loadLayersModel(tf.io.fromMemory({ ...artifacts, weightData }));
const prediction = model.predict(tf.tensor(x, [2, 16, 16, 3]));
writeFileSync('loaded.json', JSON.stringify({ prediction: [...prediction.dataSync()] }));
