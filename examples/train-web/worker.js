/**
 * The training: slices in, events out. It runs beside the page, which stays responsive, and keeps slices, settings and
 * checkpoints in IndexedDB, so that a reload, a crash or a closed tab costs a few steps at most.
 */
import { selectBackend } from '@miniseg/backends';
import * as data from '@miniseg/data';
import { readSlice, renderOverlay } from '@miniseg/formats';
import { crossEntropy } from '@miniseg/losses';
import { PaperMetrics } from '@miniseg/metrics';
import { exportSafetensors, miniSeg, segment, setModelMetadata } from '@miniseg/model';
import { adam, poly, referencePasses, Trainer } from '@miniseg/train';
import { indexedDbStorage } from '@miniseg/train/web';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { expose } from 'comlink';

const PRESET = 'aaai'; // the released network, 82,912 parameters
const RATE = 6e-3; // of Adam; falls as (1 - step / steps)^0.9
const DECAY = 1e-4; // L2
const SEED = 1; // same seed, same run
const HELD_OUT = 0.2; // share of the slices for validation
const CHECKPOINT_STEPS = 10; // at most so many steps are lost
const OVERLAYS = 4; // validation slices to watch

/** Settings and slices of the run, and its checkpoints: two stores, both of this page's origin. */
const runs = indexedDbStorage('miniseg-train-web-run');
const checkpoints = indexedDbStorage('miniseg-train-web-checkpoints');

let trainer;
/** Of the newest epoch. */
let weights;
/** The run of the kept checkpoints is, or was, one of this tab. */
let ours = false;

expose({
  /** The settings of the run that the browser keeps, if any, and the number of its slices. */
  async kept() {
    const run = await readRun();
    return run && { ...run.settings, slices: run.slices.length };
  },

  /** A new run in the place of one that was kept, whose slices it may take. */
  async begin({ same, ...settings }, files, report) {
    const before = same ? await readRun() : undefined;
    await forget();
    report({ type: 'message', text: 'Reading slices.' });
    const slices = before?.slices ?? (settings.phantoms > 0 ? phantoms(settings) : await readSlices(files));
    await writeRun({ settings, slices });
    await train({ settings, slices }, report);
  },

  /** The run that the browser keeps, from its newest checkpoint. */
  proceed: async (report) => train(await readRun(), report),

  pause: () => trainer?.pause(),
  resume: () => trainer?.resume(),
  weights: () => weights,
  forget,
});

async function train({ settings, slices }, report) {
  const { size, epochs, batch, backend } = settings;
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plainWasm,
    'tfjs-backend-wasm-simd.wasm': simdWasm,
    'tfjs-backend-wasm-threaded-simd.wasm': threadedWasm,
  });
  report({ type: 'message', text: 'Starting and checking a backend.' });
  const { chosen } = await selectBackend({
    ...(backend ? { allow: [backend] } : {}),
    train: true,
    quiet: true,
  });

  // The last slices validate; normalization and class weights come from the others alone.
  const held = Math.max(1, Math.round(slices.length * HELD_OUT));
  const training = slices.slice(0, -held);
  const validation = slices.slice(-held);
  const statistics = new data.DatasetStatistics();
  for (const { grey, labels } of training) statistics.add(grey, labels);
  const { mean, std, classPixels } = statistics.result();
  if (classPixels.length !== 2) {
    throw new Error(`The masks hold ${classPixels.length} classes. They must hold 0 and 1 (255 is ignored).`);
  }

  const model = miniSeg({ preset: PRESET, seed: SEED });
  setModelMetadata(model, { normalization: { mean, std }, inputSize: size });
  trainer = new Trainer({
    model,
    data: referencePasses({
      count: training.length,
      load:
        ({ size: side }) =>
        ({ index }) =>
          sample(training[index], side, { mean, std }),
      size,
      scales: [1],
      batchSize: batch,
      seed: SEED,
    }),
    epochs,
    loss: crossEntropy(), // { classWeights: inverseLogFrequency(classPixels) } for long runs, as published
    optimizer: adam({ weightDecay: DECAY }),
    schedule: poly({ rate: RATE }),
    seed: SEED,
    evaluation: { run: (network) => evaluate(network, validation, size, report), monitor: 'DSC' },
    checkpoints: { storage: checkpoints, everySteps: CHECKPOINT_STEPS },
  });
  let total = 0;
  let last;
  for await (const event of trainer.run()) {
    if (event.type === 'start') ours = true;
    if (event.type === 'start') total = event.totalSteps;
    if (event.type === 'start') report({ ...event, total, backend: chosen });
    if (event.type === 'step') report({ ...event, step: event.step + 1, total });
    if (event.type === 'epoch') {
      weights = await exportSafetensors(model);
      report({ ...event });
    }
    if (event.type === 'pause') report({ ...event });
    if (event.type === 'warning') report({ type: 'message', text: event.message });
    if (event.type === 'end') last = event.history.at(-1);
    // Lets messages in: a step on wasm never waits for anything.
    await new Promise((resolve) => setTimeout(resolve));
  }
  weights = await exportSafetensors(model);
  report({ type: 'end', DSC: last?.figures?.DSC });
}

/** Scores by the reference protocol, and pictures of the first slices: truth beside prediction. */
async function evaluate(network, validation, size, report) {
  const metrics = new PaperMetrics({ protocol: 'reference' });
  for (const [index, { id, width, height, grey, labels }] of validation.entries()) {
    const slice = { data: grey, width, height, white: 255 };
    const { mask } = await segment(network, slice, { inputSize: size, probabilities: false });
    const { DSC } = metrics.add({ id, prediction: mask, truth: labels, shape: [height, width] });
    if (index < OVERLAYS) report({ type: 'overlay', id, DSC, ...sideBySide(slice, labels, mask) });
  }
  return { figures: metrics.result().mean };
}

function sideBySide({ data: grey, width, height }, ...masks) {
  const shape = [1, height, width];
  const pixels = new Uint8ClampedArray(4 * masks.length * width * height).fill(255);
  for (const [place, mask] of masks.entries()) {
    const picture = renderOverlay(
      { data: grey, shape, unit: 'unknown' },
      { data: mask, shape },
      { range: [0, 255] },
    );
    for (let pixel = 0; pixel < width * height; pixel++) {
      const row = Math.floor(pixel / width);
      const to = 4 * (row * masks.length * width + place * width + (pixel % width));
      for (let channel = 0; channel < 3; channel++) pixels[to + channel] = picture.data[3 * pixel + channel];
    }
  }
  return { width: masks.length * width, height, pixels };
}

/** As the network takes it: standardized, resized, three equal channels. */
function sample({ width, height, grey, labels }, side, { mean, std }) {
  const image = data.standardize(grey, { mean, std, scale: 1 / 255 });
  const small = data.resizeSample({ width, height, channels: 1, image, mask: labels }, side, side);
  const channels = Float32Array.from(
    { length: 3 * small.image.length },
    (_, i) => small.image[Math.floor(i / 3)],
  );
  return { ...small, channels: 3, image: channels };
}

function phantoms({ phantoms: count, size }) {
  return Array.from({ length: count }, (_, seed) => {
    const { image, mask, width, height } = data.phantomSlice8bit({ seed, size });
    return { id: `phantom ${seed}`, width, height, grey: image, labels: mask };
  });
}

/** Images and masks of a folder, paired by the last number in their names. */
async function readSlices(files) {
  const inside = (folder) => files.filter(({ name }) => name.split('/').at(-2) === folder);
  const key = ({ name }) => /(\d+)\D*$/.exec(name.replace(/\.[^.]*$/, ''))?.[1];
  const masks = new Map(inside('masks').map((entry) => [key(entry), entry]));
  const bytes = async ({ file }) => new Uint8Array(await file.arrayBuffer());
  const slices = [];
  // Browsers give files in no particular order.
  for (const entry of inside('images').sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const mask = masks.get(key(entry));
    if (key(entry) === undefined || mask === undefined) continue;
    const grey = await readSlice(await bytes(entry));
    const labels = await readSlice(await bytes(mask), { palette: 'indices' });
    const [, height, width] = grey.shape;
    if (`${grey.shape}` !== `${labels.shape}`)
      throw new Error(`${entry.name} and ${mask.name} differ in size.`);
    slices.push({
      id: entry.name,
      width,
      height,
      grey: Uint8Array.from(grey.data),
      labels: Uint8Array.from(labels.data),
    });
  }
  // Where no mask holds a 1, 255 is infection; otherwise it is what nobody knows, and ignored.
  const white = !slices.some(({ labels }) => labels.includes(1));
  for (const slice of white ? slices : [])
    slice.labels = slice.labels.map((value) => (value === 255 ? 1 : value));
  if (slices.length < 5) {
    throw new Error(
      `${slices.length} images have a mask. Choose a folder with images/ and masks/, at least 5 slices.`,
    );
  }
  return slices;
}

/** One record: a line of JSON, then the pixels. */
async function writeRun({ settings, slices }) {
  const head = { settings, slices: slices.map(({ id, width, height }) => ({ id, width, height })) };
  const text = new TextEncoder().encode(`${JSON.stringify(head)}\n`);
  const parts = [text, ...slices.flatMap(({ grey, labels }) => [grey, labels])];
  await runs.write('run', new Uint8Array(await new Blob(parts).arrayBuffer()));
}

async function readRun() {
  const bytes = await runs.read('run');
  if (!bytes) return undefined;
  let at = bytes.indexOf(10) + 1;
  const { settings, slices } = JSON.parse(new TextDecoder().decode(bytes.subarray(0, at)));
  const next = (length) => {
    at += length;
    return bytes.slice(at - length, at);
  };
  return {
    settings,
    slices: slices.map(({ id, width, height }) => ({
      id,
      width,
      height,
      grey: next(width * height),
      labels: next(width * height),
    })),
  };
}

async function forget() {
  if (!ours) {
    // Fails while another tab trains, whose run it would be.
    const unlock = await checkpoints.lock();
    await unlock();
  }
  for (const storage of [runs, checkpoints]) {
    for (const name of await storage.list()) await storage.remove(name);
  }
}
