/**
 * Makes docs/images/phantom.png, the picture of the README of @miniseg/data: four drawn chests, above as they are and
 * below with their true masks. Part of `npm run docs:picture`.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { phantomSlice8bit } from '@miniseg/data';
import { encodePng, renderOverlay } from '@miniseg/formats';
import { projectRoot } from '../../scripts/shared-folder.mjs';

const SIZE = 200;
const SEEDS = [1, 3, 8, 12];
const width = SIZE * SEEDS.length;

const data = new Uint8Array(3 * width * 2 * SIZE);
for (const [column, seed] of SEEDS.entries()) {
  const { image, mask } = phantomSlice8bit({ seed, size: SIZE });
  const shape = [1, SIZE, SIZE];
  for (const [row, labels] of [new Uint8Array(mask.length), mask].entries()) {
    const picture = renderOverlay({ data: image, shape }, { data: labels, shape }, { range: [0, 255] });
    for (let y = 0; y < SIZE; y++) {
      const line = picture.data.subarray(3 * SIZE * y, 3 * SIZE * (y + 1));
      data.set(line, 3 * (width * (row * SIZE + y) + column * SIZE));
    }
  }
}
const file = path.join(projectRoot, 'docs', 'images', 'phantom.png');
writeFileSync(file, encodePng({ width, height: 2 * SIZE, channels: 3, data, maxValue: 255 }));
console.log(path.relative(projectRoot, file));
