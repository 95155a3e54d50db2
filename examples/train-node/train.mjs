/**
 * Trains MiniSeg in Node, on generated chest slices or on CT100, with the wasm backend: no GPU, no native library.
 *
 *   node train.mjs                                generated slices, about half a minute on two cores
 *   node train.mjs --ct100 <folder>               the folder with images/, masks/ and folds.json
 *   node train.mjs --backend node-gpu             tfjs-node-gpu, where it is installed
 *   node train.mjs --out run                      where checkpoints and weights go; the same folder again continues
 */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { selectBackend } from '@miniseg/backends';
import { useWasmThreads } from '@miniseg/backends/wasm-train';
import * as data from '@miniseg/data';
import { readSlice } from '@miniseg/formats';
import { readBytes, writeFileAtomic } from '@miniseg/formats/node';
import { crossEntropy, inverseLogFrequency } from '@miniseg/losses';
import { PaperMetrics } from '@miniseg/metrics';
import { countParameters, exportSafetensors, miniSeg, segment, setModelMetadata } from '@miniseg/model';
import { adam, poly, referencePasses, Trainer } from '@miniseg/train';
import { folderStorage } from '@miniseg/train/node';

// What the command line may change.
const { values: flags } = parseArgs({
  options: {
    ct100: { type: 'string' },
    fold: { type: 'string', default: '1' }, // of CT100's five: which slices validate
    phantoms: { type: 'string', default: '60' }, // generated slices, a fifth of them for validation
    epochs: { type: 'string', default: '12' }, // 80 in the published recipe
    size: { type: 'string', default: '128' }, // pixels; 512 in the published recipe
    backend: { type: 'string', default: 'wasm' }, // or node, node-gpu, webgpu, cpu
    out: { type: 'string', default: 'train-node-run' },
  },
});

// What the recipe fixes.
const PRESET = 'aaai'; // the released network, 82,912 parameters; 'paper' has 472,440
const SCALES = [1]; // [1.5, 1.25, 0.75, 1] in the published recipe: one pass each per epoch
const BATCH = 4; // 5 in the published recipe; a last batch that is not full is left out
const RATE = 6e-3; // of Adam; 1e-3 in the published recipe, which has 30 times as many steps
const WEIGHTED = false; // true, as published, weighs the classes by 1 / ln(1.1 + share): right for long runs
const POWER = 0.9; // rate (1 - step / steps)^0.9
const DECAY = 1e-4; // L2, added to every gradient
const HEADS = [1, 0.4, 0.4, 0.4]; // weights of the losses of the four heads
const SEED = 1; // same seed, same run

const [epochs, size] = [Number(flags.epochs), Number(flags.size)];

// Slices as samples { width, height, channels: 1, image: 0..1, mask: labels }.
const { training, validation } = flags.ct100 ? await ct100(flags.ct100) : phantoms();
console.log(`${training.length} slices to train on, ${validation.length} to validate.`);

// Normalization and class weights come from the training slices alone.
const statistics = new data.DatasetStatistics(1);
for (const { image, mask } of training) statistics.add(image, mask);
const { mean, std, classPixels } = statistics.result();
const classWeights = WEIGHTED ? inverseLogFrequency(classPixels) : undefined;

// Each sample standardized, resized and with its grey channel repeated; the trainer's source augments it.
const samples = training.map(({ image, ...rest }) => ({
  ...rest,
  image: data.standardize(image, { mean, std, scale: 1 }),
}));
const source = referencePasses({
  count: samples.length,
  load:
    ({ size: side }) =>
    ({ index }) =>
      repeatChannel(data.resizeSample(samples[index], side, side)),
  size,
  scales: SCALES,
  batchSize: BATCH,
  seed: SEED,
});

if (flags.backend === 'wasm') await useWasmThreads(); // one for each core; the weights are the same on any number
const { chosen } = await selectBackend({ allow: [flags.backend], train: true, quiet: true });
const model = miniSeg({ preset: PRESET, seed: SEED });
setModelMetadata(model, { normalization: { mean, std }, inputSize: size }); // so that `miniseg segment` needs no options
console.log(`${countParameters(model).toLocaleString('en-US')} parameters on ${chosen}.`);

await mkdir(flags.out, { recursive: true });
const trainer = new Trainer({
  model,
  data: source,
  epochs,
  loss: crossEntropy({ classWeights }),
  headWeights: HEADS,
  optimizer: adam({ weightDecay: DECAY }),
  schedule: poly({ rate: RATE, power: POWER }),
  seed: SEED,
  evaluation: { run: async (network) => ({ figures: await score(network) }), monitor: 'DSC' },
  checkpoints: { storage: folderStorage(path.join(flags.out, 'checkpoints')), everySteps: 20 },
});

// Ctrl-C stops after the step, with a checkpoint; a kill at any moment costs at most 20 steps.
const controller = new AbortController();
process.once('SIGINT', () => controller.abort());

for await (const event of trainer.run({ signal: controller.signal })) {
  if (event.type === 'start' && event.resumed) console.log(`Continuing after step ${event.step}.`);
  if (event.type === 'epoch') {
    const { DSC, mIoU } = event.figures ?? {};
    console.log(
      `epoch ${event.epoch + 1}/${epochs}: loss ${event.loss.toFixed(4)}, DSC ${DSC?.toFixed(4)}, mIoU ${mIoU?.toFixed(4)}`,
    );
  }
  await new Promise(setImmediate); // lets Ctrl-C in: a step on wasm never waits for anything
}
if (controller.signal.aborted) {
  console.log(`Stopped after ${trainer.progress.step} steps; the same command continues.`);
  process.exit(130);
}

// The weights of the last epoch, as published; `trainer.restoreBest()` would take the best one.
const file = path.join(flags.out, 'weights.safetensors');
await writeFileAtomic(file, await exportSafetensors(model));
console.log(`Wrote ${file}. Not a medical device: for research and education only.`);
console.log(`Try: npx miniseg segment <slices> --weights ${file} --out results`);

/** The reference protocol on the validation slices. */
async function score(network) {
  const metrics = new PaperMetrics({ protocol: 'reference' });
  for (const { id, width, height, image, mask } of validation) {
    const slice = { data: image, width, height, white: 1 };
    const { mask: prediction } = await segment(network, slice, { inputSize: size, probabilities: false });
    metrics.add({ id, prediction, truth: mask, shape: [height, width] });
  }
  return metrics.result().mean;
}

function phantoms() {
  const count = Number(flags.phantoms);
  const all = Array.from({ length: count }, (_, seed) => {
    const { image, mask, width, height } = data.phantomSlice8bit({ seed, size });
    return {
      id: `phantom ${seed}`,
      width,
      height,
      channels: 1,
      image: Float32Array.from(image, (v) => v / 255),
      mask,
    };
  });
  const held = Math.round(count / 5);
  return { training: all.slice(held), validation: all.slice(0, held) };
}

async function ct100(folder) {
  const { val: lists } = JSON.parse(await readFile(path.join(folder, 'folds.json'), 'utf8'));
  const [training, validation] = [[], []];
  for (const [fold, numbers] of Object.entries(lists)) {
    for (const number of numbers) {
      const [image, mask] = await Promise.all(
        [`images/tr_im_${number}.png`, `masks/tr_mask_${number}.png`].map((name) =>
          readBytes(path.join(folder, name)),
        ),
      );
      const grey = await readSlice(image);
      const { data: labels } = await readSlice(mask, { palette: 'indices' });
      const [, height, width] = grey.shape;
      (fold === `fold${flags.fold}` ? validation : training).push({
        id: number,
        width,
        height,
        channels: 1,
        image: Float32Array.from(grey.data, (value) => value / 255),
        mask: Uint8Array.from(labels),
      });
    }
  }
  return { training, validation };
}

/** The network's input has three equal channels. */
function repeatChannel({ image, ...sample }) {
  return {
    ...sample,
    channels: 3,
    image: Float32Array.from({ length: 3 * image.length }, (_, i) => image[Math.floor(i / 3)]),
  };
}
