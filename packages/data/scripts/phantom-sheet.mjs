/**
 * Writes a sheet of synthetic slices, each beside its mask, with real slices in the last columns where a folder of
 * 8-bit PNG files is given. Needs the built package (`npx tsc -p packages/data`).
 *
 *     node packages/data/scripts/phantom-sheet.mjs phantoms.png [folder with real slices] [first seed]
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { encodePng, readSlice, renderOverlay } from '@miniseg/formats';
import { phantomSlice8bit, pictureSheet } from '../dist/index.js';

const [output = 'phantoms.png', realFolder = '', firstSeed = '0'] = process.argv.slice(2);
const ROWS = 4;
const real = existsSync(realFolder)
  ? readdirSync(realFolder)
      .filter((name) => name.endsWith('.png'))
      .sort()
  : [];
if (realFolder && real.length === 0)
  console.warn(`no PNG files in '${realFolder}': the sheet shows phantoms alone`);

const noLabels = (shape) => ({ data: new Uint8Array(shape[1] * shape[2]), shape });
const tiles = [];
for (let row = 0; row < ROWS; row++) {
  for (let column = 0; column < 2; column++) {
    const seed = Number(firstSeed) + row * 2 + column;
    const { image, mask, width, height } = phantomSlice8bit({ seed });
    const shape = [1, height, width];
    const picture = { data: image, shape, unit: 'unknown' };
    tiles.push(renderOverlay(picture, noLabels(shape)), renderOverlay(picture, { data: mask, shape }));
  }
  for (let column = 0; column < 2 && real.length > 0; column++) {
    const name = real[Math.floor(((row * 2 + column) * real.length) / (2 * ROWS))];
    const slice = await readSlice(new Uint8Array(readFileSync(path.join(realFolder, name))));
    tiles.push(renderOverlay(slice, noLabels(slice.shape)));
  }
}
const sheet = pictureSheet(tiles, { columns: real.length > 0 ? 6 : 4, tile: 320 });
writeFileSync(output, encodePng(sheet));
console.log(
  `${output}: ${sheet.width} x ${sheet.height}, ${2 * ROWS} phantoms, ${real.length > 0 ? 2 * ROWS : 0} real slices`,
);
