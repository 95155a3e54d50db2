/**
 * Trains the released network's architecture on generated chest slices, in Node, on wasm: no data, no GPU, no native
 * library. The same loop trains on slices of your own.
 *
 *   node train.mjs [steps] [output.safetensors]     200 steps take 8 to 15 minutes on two cores
 */
import { writeFileSync } from 'node:fs';
import { useBackend } from '@miniseg/backends';
import { phantomSlice8bit } from '@miniseg/data';
import { crossEntropy, deepSupervision, inverseLogFrequency } from '@miniseg/losses';
import { exportSafetensors, miniSeg, setModelMetadata } from '@miniseg/model';
import * as tf from '@tensorflow/tfjs-core';

const STEPS = Number(process.argv[2] ?? 200);
const OUTPUT = process.argv[3] ?? 'phantom-aaai.safetensors';
const SLICES = 260; // generated once, 0.2 s each
const BATCH = 3;
const CROP = 256; // pixels; slices are 512, and the network is fully convolutional
const RATE = 2e-3; // of Adam; falls with (1 - step / steps)^0.9 as in the paper
const FIRST_SEED = 1000; // of the phantoms
const random = generator(12345);

await useBackend('wasm');

// Data: slices, and what they tell about normalization and class weights.
const slices = Array.from({ length: SLICES }, (_, i) => phantomSlice8bit({ seed: FIRST_SEED + i }));
let [mean, std, infected] = [0, 0, 0];
for (const { image, mask } of slices) {
  const own = image.reduce((sum, value) => sum + value, 0) / image.length;
  const squares = image.reduce((sum, value) => sum + (value - own) ** 2, 0);
  mean += own / 255 / SLICES;
  std += Math.sqrt(squares / image.length) / 255 / SLICES;
  infected += mask.reduce((sum, value) => sum + value, 0) / mask.length / SLICES;
}

// Model and loss: eq. (18)-(19) of the paper with weights 1 / ln(1.10 + share of the class).
const model = miniSeg({ preset: 'aaai', seed: 7 });
setModelMetadata(model, { normalization: { mean, std } });
const classWeights = inverseLogFrequency([1 - infected, infected]);
const loss = deepSupervision(crossEntropy({ classWeights }), { weights: [1, 0.4, 0.4, 0.4] });
const optimizer = tf.train.adam(RATE, 0.9, 0.999, 1e-8);

// Loop.
let average = 0;
for (let step = 0; step < STEPS; step++) {
  optimizer.learningRate = RATE * (1 - step / STEPS) ** 0.9;
  const { x, y } = batch();
  const value = optimizer.minimize(() => loss(y, model.apply(x, { training: true })), true);
  const [now] = await value.data();
  tf.dispose([x, y, value]);
  average = step === 0 ? now : 0.95 * average + 0.05 * now;
  if (step % 20 === 0) console.log(`step ${step}: loss ${average.toFixed(4)}`);
}
writeFileSync(OUTPUT, await exportSafetensors(model));
console.log(`Wrote ${OUTPUT}. Not a medical device.`);

/** Random crops, flipped, with other brightness, contrast, gamma and noise. */
function batch() {
  const pixels = CROP * CROP;
  const x = new Float32Array(BATCH * pixels * 3);
  const y = new Int32Array(BATCH * pixels);
  for (let i = 0; i < BATCH; i++) {
    const { image, mask, width } = slices[Math.floor(random() * SLICES)];
    const [left, top] = [random, random].map((draw) => Math.floor(draw() * (width - CROP)));
    const [mirrored, upended] = [random() < 0.5, random() < 0.5];
    const gamma = Math.exp((random() - 0.5) * 0.7);
    const contrast = 1 + (random() - 0.5) * 0.3;
    const brightness = (random() - 0.5) * 0.2;
    const noise = random() * 0.05;
    for (let row = 0; row < CROP; row++) {
      for (let column = 0; column < CROP; column++) {
        const from =
          (top + (upended ? CROP - 1 - row : row)) * width + left + (mirrored ? CROP - 1 - column : column);
        const grain = (random() + random() + random() - 1.5) * noise;
        const value = (image[from] / 255) ** gamma * contrast + brightness + grain;
        const to = i * pixels + row * CROP + column;
        x.fill((Math.min(1, Math.max(0, value)) - mean) / std, 3 * to, 3 * to + 3);
        y[to] = mask[from];
      }
    }
  }
  return { x: tf.tensor4d(x, [BATCH, CROP, CROP, 3]), y: tf.tensor3d(y, [BATCH, CROP, CROP], 'int32') };
}

/** Numbers in [0, 1), the same on every run. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
