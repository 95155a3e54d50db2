/**
 * Measures how fast batches come: reads the slices of a folder laid out as CT100 (images/tr_im_*.png,
 * masks/tr_mask_*.png), augments as the reference, stacks 5 at 512 x 512 x 3. Needs the built package.
 *
 *     node packages/data/scripts/loader-speed.mjs <folder>
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { itemLoader } from '../dist/files/index.js';
import { BatchSource, detectLayout, referenceAugmentation } from '../dist/index.js';

const [root] = process.argv.slice(2);
if (!root) throw new Error('usage: node loader-speed.mjs <folder with images/ and masks/>');
const names = (await readdir(root, { recursive: true })).map((name) => name.replaceAll('\\', '/'));
const found = detectLayout(names);
if (!found) throw new Error(`'${root}' has no images/tr_im_*.png with masks/tr_mask_*.png`);
const read = async (name) => new Uint8Array(await readFile(path.join(root, name)));
const load = itemLoader(found.items, { read, size: [512, 512], normalize: { mean: 0.6, std: 0.3 } });
const source = new BatchSource({
  count: found.items.length,
  load,
  batchSize: 5,
  augment: referenceAugmentation(),
});
const times = [];
let start = performance.now();
for await (const _ of source.epoch(0)) {
  const now = performance.now();
  times.push(now - start);
  start = now;
}
times.sort((a, b) => a - b);
const total = times.reduce((a, b) => a + b, 0);
console.log(
  `${times.length} batches of 5: ${(total / times.length).toFixed(0)} ms each on average, median ` +
    `${times[times.length >> 1].toFixed(0)} ms, ${((5000 * times.length) / total).toFixed(1)} slices/s, ` +
    `peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`,
);
