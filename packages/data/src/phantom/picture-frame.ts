/** What a viewer adds to a slice when it is exported as a picture: bars at the sides, and lettering in the corners. */
import type { Random } from '../random.js';

interface Picture {
  width: number;
  height: number;
  image: Uint8Array;
  mask: Uint8Array;
}

/** Bars cover up to a twelfth of a side, as where a picture was made square. */
export function drawBars(random: Random, { width, height, image, mask }: Picture): void {
  const across = random.chance(0.8);
  const grey = random.chance(0.6) ? 255 : 0;
  const first = Math.round((across ? width : height) * random.uniform(0, 1 / 12));
  const last = Math.round((across ? width : height) * random.uniform(0, 1 / 12));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = across ? x : y;
      if (at >= first && at < (across ? width : height) - last) continue;
      image[y * width + x] = grey;
      mask[y * width + x] = 0;
    }
  }
}

/** Columns and rows of a letter, and of the space around it. */
const LETTER = [3, 5] as const;
const STEP = [4, 7] as const;

/** Lines of made-up letters, in sizes as on a picture of 512 pixels. */
export function drawLettering(random: Random, { width, height, image }: Picture): void {
  const dot = Math.max(1, Math.round((height / 512) * random.uniform(1.4, 2.4)));
  for (const right of [false, true]) {
    for (const low of [false, true]) {
      const lines = random.int(0, 5);
      for (let line = 0; line < lines; line++) {
        const letters = random.int(3, 14);
        const top = low ? height - (line + 1) * STEP[1] * dot - 4 * dot : (line * STEP[1] + 4) * dot;
        const left = right ? width - (letters * STEP[0] + 3) * dot : 3 * dot;
        for (let letter = 0; letter < letters; letter++) {
          drawLetter(random, image, width, left + letter * STEP[0] * dot, top, dot);
        }
      }
    }
  }
}

function drawLetter(
  random: Random,
  image: Uint8Array,
  width: number,
  left: number,
  top: number,
  dot: number,
): void {
  const shape = random.bits();
  for (let row = 0; row < LETTER[1] * dot; row++) {
    for (let column = 0; column < LETTER[0] * dot; column++) {
      const bit = Math.floor(row / dot) * LETTER[0] + Math.floor(column / dot);
      const [x, y] = [left + column, top + row];
      if (((shape >>> bit) & 1) === 0 || x < 0 || y < 0 || x >= width) continue;
      const at = y * width + x;
      if (at < image.length) image[at] = 235;
    }
  }
}
