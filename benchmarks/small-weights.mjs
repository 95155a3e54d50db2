/**
 * What smaller weights save and what they cost: the size of the file as float32, float16 and int8, plain and as a
 * server sends it (gzip, brotli), and the scores on CT100 that each form reaches.
 *
 *     npm run build
 *     node benchmarks/small-weights.mjs                              # sizes alone, random weights of both presets
 *     node benchmarks/small-weights.mjs --weights fold1.pth --ct100 <folder> --fold 1
 *
 * <folder> has images/tr_im_NNNN.png, masks/tr_mask_NNNN.png and folds.json (validation lists and training statistics).
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { formatTable } from './engines/table.mjs';

const DTYPES = ['float32', 'float16', 'int8'];

const { values: options } = parseArgs({
  options: {
    weights: { type: 'string' },
    ct100: { type: 'string' },
    fold: { type: 'string', default: '1' },
  },
});
if ((options.weights === undefined) !== (options.ct100 === undefined)) {
  console.error(
    '--weights and --ct100 belong together: the weights, and the folder that they are scored on.',
  );
  process.exit(2);
}
const built = (name, entry = 'index') => import(`../packages/${name}/dist/${entry}.js`);
const { useBackend } = await built('backends');
const { exportSafetensors, miniSeg, modelFromCheckpoint, segment } = await built('model');
const { readCheckpoint } = await built('checkpoints');
const { decodePng } = await built('data');
const { PaperMetrics } = await built('metrics');
await useBackend('wasm');

const rows = [];
if (options.weights === undefined) {
  for (const preset of ['aaai', 'paper']) await measure(preset, miniSeg({ preset, seed: 1 }));
} else {
  const file = new Uint8Array(await readFile(options.weights));
  await measure(
    path.basename(options.weights),
    modelFromCheckpoint(readCheckpoint(file)).model,
    await fold(),
  );
}
const header = Object.keys(rows[0]);
console.log(
  formatTable(
    header,
    rows.map((row) => header.map((title) => row[title])),
    2,
  ),
);

async function measure(weights, model, cases) {
  let first;
  for (const dtype of DTYPES) {
    const file = await exportSafetensors(model, { dtype });
    const row = {
      weights,
      dtype,
      kB: (file.length / 1000).toFixed(1),
      'gzip, kB': (gzipSync(file, { level: 9 }).length / 1000).toFixed(1),
      'brotli, kB': (brotliCompressSync(file).length / 1000).toFixed(1),
    };
    if (cases) {
      const { mean, masks } = await score(modelFromCheckpoint(readCheckpoint(file)).model, cases);
      first ??= masks;
      const differing = masks.map((mask, i) => mask.reduce((n, label, p) => n + (label !== first[i][p]), 0));
      for (const name of ['DSC', 'mIoU', 'SEN', 'SPC']) row[name] = mean[name].toFixed(4);
      row['differing pixels a slice'] = (differing.reduce((a, b) => a + b) / masks.length).toFixed(1);
    }
    rows.push(row);
  }
}

/** The validation slices of the fold with their masks, and what their pixels are normalized with. */
async function fold() {
  const json = JSON.parse(await readFile(path.join(options.ct100, 'folds.json'), 'utf8'));
  const name = `fold${options.fold}`;
  if (!json.val[name])
    throw new Error(`folds.json has no ${name}; it has ${Object.keys(json.val).join(', ')}.`);
  const read = async (file) => decodePng(new Uint8Array(await readFile(path.join(options.ct100, file))));
  const slices = [];
  for (const id of json.val[name]) {
    const image = await read(`images/tr_im_${id}.png`);
    slices.push({ id, image, truth: (await read(`masks/tr_mask_${id}.png`)).data });
  }
  return { normalization: json.train_stats[name], slices };
}

/** By the reference's protocol. */
async function score(model, { normalization, slices }) {
  const metrics = new PaperMetrics({ protocol: 'reference', label: 1 });
  const masks = [];
  for (const { id, image, truth } of slices) {
    const { mask } = await segment(model, image, { normalization, probabilities: false });
    metrics.add({ id, prediction: mask, truth, shape: [image.height, image.width] });
    masks.push(mask);
  }
  return { mean: metrics.result().mean, masks };
}
