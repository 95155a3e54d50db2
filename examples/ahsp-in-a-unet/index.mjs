/**
 * AHSP inside somebody else's U-Net: the bottleneck of a small tfjs model becomes two AHSP layers, and the rest stays
 * as it was. Trains on discs for a few epochs, saves, loads, and predicts the same.
 *
 *   node index.mjs
 */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-wasm';
import { AHSP } from '@miniseg/ahsp';
import '@miniseg/backends/wasm-train'; // gradients, which the wasm backend of tfjs lacks

const SIZE = 32; // pixels; any size works
const IMAGES = 16; // noisy discs, generated below
const EPOCHS = 5; // enough for discs

await tf.setBackend('wasm');

// The U-Net of the user: two levels down, two up, skip connections.
const conv = (filters) => tfl.layers.conv2d({ filters, kernelSize: 3, padding: 'same', activation: 'relu' });
const image = tfl.input({ shape: [null, null, 1] });
const fine = conv(8).apply(image);
const half = tfl.layers.maxPooling2d({ poolSize: 2 }).apply(fine);
const bottleneck = new AHSP({ filters: 16 }).apply(new AHSP({ filters: 16 }).apply(half)); // was: two conv(16)
const up = tfl.layers.upSampling2d({ size: [2, 2] }).apply(bottleneck);
const merged = conv(8).apply(tfl.layers.concatenate().apply([up, fine]));
const mask = tfl.layers.conv2d({ filters: 1, kernelSize: 1, activation: 'sigmoid' }).apply(merged);
const model = tfl.model({ inputs: image, outputs: mask });
model.summary();

// Noisy discs and their masks.
const truth = tf.buffer([IMAGES, SIZE, SIZE, 1]);
for (let i = 0; i < IMAGES; i++) {
  const [row, column, radius] = [8 + (i % 4) * 5, 8 + (i >> 2) * 5, 4 + (i % 3)];
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) truth.set(Math.hypot(y - row, x - column) < radius ? 1 : 0, i, y, x, 0);
  }
}
const y = truth.toTensor();
const x = tf.tidy(() => tf.add(tf.mul(y, 0.6), tf.randomNormal(y.shape, 0, 0.2, 'float32', 1)));

model.compile({ optimizer: tf.train.adam(0.01), loss: 'binaryCrossentropy' });
await model.fit(x, y, {
  epochs: EPOCHS,
  batchSize: 4,
  verbose: 0,
  callbacks: { onEpochEnd: (epoch, { loss }) => console.log(`epoch ${epoch + 1}: loss ${loss.toFixed(4)}`) },
});

// Saving and loading need nothing special: importing @miniseg/ahsp registered the layer.
let saved;
await model.save(
  tf.io.withSaveHandler(async (artifacts) => {
    saved = artifacts;
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  }),
);
const loaded = await tfl.loadLayersModel(tf.io.fromMemory(saved));
const difference = tf.max(tf.abs(tf.sub(model.predict(x), loaded.predict(x)))).dataSync()[0];
console.log(`largest difference after loading: ${difference}`);
