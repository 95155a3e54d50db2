/**
 * Metrics only: from two folders of PNG masks to a table of the paper's five figures. No tfjs, no model.
 *
 *   node index.mjs                          eight generated masks
 *   node index.mjs <predictions> <truths>   your own: palette masks, or grey ones of 0 and one other value
 */

import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { phantomSlice8bit } from '@miniseg/data';
import { decodePng, writeMaskPng } from '@miniseg/formats';
import { readBytes } from '@miniseg/formats/node';
import { PaperMetrics } from '@miniseg/metrics';

const PROTOCOL = 'paper'; // 'reference': the published evaluation, HD between regions, empty predictions score 0
const SPACING = undefined; // [row, column] in mm per pixel; without it HD is in pixels
const FIGURES = ['mIoU', 'SEN', 'SPC', 'DSC', 'HD'];

const [predictions, truths] = process.argv.length > 3 ? process.argv.slice(2) : await generateMasks();

// Files belong together when the last numbers in their names are equal: tr_im_0003.png and tr_mask_0003.png.
const truthOf = new Map((await masksIn(truths)).map((name) => [lastNumber(name), name]));

// One pair after another: nothing but counts and figures stays in memory.
const metrics = new PaperMetrics({ protocol: PROTOCOL, spacing: SPACING });
for (const name of await masksIn(predictions)) {
  const partner = truthOf.get(lastNumber(name));
  if (partner === undefined) throw new Error(`${name} has no partner in ${truths}.`);
  const prediction = await readMask(path.join(predictions, name));
  const truth = await readMask(path.join(truths, partner));
  if (`${prediction.shape}` !== `${truth.shape}`) throw new Error(`${name} and ${partner} differ in size.`);
  metrics.add({ id: name, prediction: prediction.labels, truth: truth.labels, shape: truth.shape });
}

// mIoU is of all cases together, the others are means over the cases that have them.
const { cases, mean, used, undefined: missing } = metrics.result();
const worstFirst = cases.toSorted((a, b) => (a.DSC ?? -1) - (b.DSC ?? -1));
const rounded = (value) => (value === undefined ? '' : Number(value.toFixed(4)));
const row = (figures) => Object.fromEntries(FIGURES.map((name) => [name, rounded(figures[name])]));
console.table({ ...Object.fromEntries(worstFirst.map((item) => [item.id, row(item)])), mean: row(mean) });
for (const { id, figure, reason } of missing) console.log(`${figure} of ${id} is undefined: ${reason}`);
console.log(`HD is a mean over ${used.HD} of ${cases.length} cases, in ${cases[0].unit}.`);

/** decodePng gives palette indices as they are, and unpacks masks of one bit per pixel. */
async function readMask(file) {
  const { data, width, height, channels } = decodePng(await readBytes(file));
  if (channels !== 1) throw new Error(`${file} has ${channels} channels; a mask has one.`);
  return { labels: data, shape: [height, width] };
}

async function masksIn(folder) {
  return (await readdir(folder)).filter((name) => name.endsWith('.png')).sort();
}

function lastNumber(name) {
  return Number(/(\d+)\D*$/.exec(name)?.[1]);
}

/** Lesions of four generated slices, and as predictions the same masks, each some pixels too low; the last is empty. */
async function generateMasks() {
  const root = await mkdtemp(path.join(tmpdir(), 'metrics-only-'));
  process.on('exit', () => rmSync(root, { recursive: true }));
  const folders = ['predictions', 'truths'].map((name) => path.join(root, name));
  for (const folder of folders) await mkdir(folder);
  for (let seed = 1; seed <= 4; seed++) {
    const { width, height, mask } = phantomSlice8bit({ seed });
    const shifted = new Uint8Array(mask.length);
    if (seed < 4) shifted.set(mask.subarray(0, mask.length - 3 * seed * width), 3 * seed * width);
    for (const [index, data] of [shifted, mask].entries()) {
      const png = writeMaskPng({ data, shape: [1, height, width] });
      await writeFile(path.join(folders[index], `${['slice', 'mask'][index]}_${seed}.png`), png);
    }
  }
  return folders;
}
