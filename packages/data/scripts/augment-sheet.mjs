/**
 * Writes a sheet that shows each augmentation on one slice: a row per transform, the original first, then draws with
 * other seeds. The slice is a phantom, or an 8-bit picture and its mask. Needs the built package.
 *
 *     node packages/data/scripts/augment-sheet.mjs augment.png [image.png mask.png]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { encodePng, readSlice } from '@miniseg/formats';
import {
  elasticDeformation,
  gaussianNoise,
  intensityShift,
  marginCrop,
  paperAugmentation,
  phantomSlice8bit,
  pictureSheet,
  Random,
  randomDeformation,
  randomFlip,
  randomGamma,
  randomRotation,
  randomScale,
  samplePicture,
  strongAugmentation,
} from '../dist/index.js';

const [output = 'augment.png', imageFile, maskFile] = process.argv.slice(2);
const COLUMNS = 5;

async function loadSample() {
  if (!imageFile) {
    const { image, mask, width, height } = phantomSlice8bit({ seed: 7, size: 512 });
    return { image: Float32Array.from(image, (value) => value / 255), mask, width, height, channels: 1 };
  }
  const read = (file, options) => readSlice(new Uint8Array(readFileSync(file)), options);
  const { data, shape } = await read(imageFile);
  const mask = Uint8Array.from((await read(maskFile, { palette: 'indices' })).data, (label) =>
    label > 0 ? 1 : 0,
  );
  const image = Float32Array.from(data, (value) => value / 255);
  return { image, mask, width: shape[2], height: shape[1], channels: 1 };
}

const transforms = {
  paperAugmentation: paperAugmentation(),
  randomFlip: randomFlip({ horizontal: 0.5, vertical: 0.5 }),
  randomScale: randomScale(),
  marginCrop: marginCrop({ max: 50, probability: 1 }),
  randomRotation: randomRotation({ degrees: 20 }),
  elasticDeformation: elasticDeformation({ amplitude: 16, wavelength: 90 }),
  randomDeformation: randomDeformation(),
  strongAugmentation: strongAugmentation(),
  randomGamma: randomGamma({ min: 0.5, max: 2 }),
  gaussianNoise: gaussianNoise({ deviation: 0.15 }),
  intensityShift: intensityShift({ shift: 0.25, scale: 0.25 }),
};
const sample = await loadSample();
const tiles = [];
for (const [name, transform] of Object.entries(transforms)) {
  tiles.push(samplePicture(sample, [0, 1]));
  for (let seed = 1; seed < COLUMNS; seed++) {
    tiles.push(samplePicture(transform(sample, Random.from(seed, name)), [0, 1]));
  }
}
writeFileSync(output, encodePng(pictureSheet(tiles, { columns: COLUMNS, tile: 200 })));
console.log(`${output}: rows ${Object.keys(transforms).join(', ')}`);
