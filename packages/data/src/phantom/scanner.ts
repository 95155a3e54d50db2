/** What the scanner adds to an ideal slice: couch, blur or edge enhancement, correlated noise, round field of view. */
import type { Random } from '../random.js';
import type { SliceGrid } from './lattice-noise.js';

/** How the scanner pictures the patient. */
export interface ScannerOptions {
  /** Standard deviation of the noise in HU, inside the body. Default drawn: 12-25 soft, 30-65 sharp. */
  noise?: number;
  /** 'soft' (mediastinal) blurs, 'sharp' (lung) enhances edges and noise. Default drawn. */
  kernel?: 'soft' | 'sharp';
  /** Draws the couch under the patient. Default true. */
  couch?: boolean;
  /** Pixels outside the circle of reconstruction hold -2000. Default false. */
  circle?: boolean;
}

const PADDING = -2000;

/** Separable [a, 1 - 2a, a], edges repeated. */
function blur(source: Float32Array, size: number, a: number): Float32Array {
  const across = new Float32Array(source.length);
  for (let row = 0; row < size; row++) {
    const start = row * size;
    for (let x = 0; x < size; x++) {
      const left = source[start + Math.max(x - 1, 0)];
      const right = source[start + Math.min(x + 1, size - 1)];
      across[start + x] = a * (left + right) + (1 - 2 * a) * source[start + x];
    }
  }
  const result = new Float32Array(source.length);
  for (let row = 0; row < size; row++) {
    const above = Math.max(row - 1, 0) * size;
    const below = Math.min(row + 1, size - 1) * size;
    for (let x = 0; x < size; x++) {
      result[row * size + x] =
        a * (across[above + x] + across[below + x]) + (1 - 2 * a) * across[row * size + x];
    }
  }
  return result;
}

/** Noise of unit deviation with the spectrum of a filtered back projection: little at low frequencies. */
function correlatedNoise(random: Random, size: number, kernel: 'soft' | 'sharp'): Float32Array {
  const white = new Float32Array(size * size);
  for (let i = 0; i < white.length; i++) white[i] = random.fastNormal();
  const near = blur(white, size, kernel === 'soft' ? 0.27 : 0.14);
  const wide = blur(blur(blur(near, size, 0.3), size, 0.3), size, 0.3);
  let sum = 0;
  for (let i = 0; i < near.length; i++) {
    near[i] = near[i] - 0.7 * wide[i];
    sum += near[i] * near[i];
  }
  const scale = 1 / Math.sqrt(sum / near.length + 1e-12);
  for (let i = 0; i < near.length; i++) near[i] = near[i] * scale;
  return near;
}

/** Two thin shells of the couch, lowest in the middle, below the body. */
function drawCouch(hu: Float32Array, body: Uint8Array, grid: SliceGrid, top: number): void {
  for (let row = 0, at = 0; row < grid.size; row++) {
    for (let column = 0; column < grid.size; column++, at++) {
      if (body[at]) continue;
      const x = grid.left + column * grid.spacing;
      const depth = grid.top + row * grid.spacing - top + 0.0009 * x * x;
      if (Math.abs(x) > 205 || depth < -1 || depth > 24) continue;
      const shell = Math.min(Math.abs(depth - 0.8), Math.abs(depth - 21));
      const value = shell < 1.3 ? -250 : depth > 1.3 && depth < 20 ? -955 : -1000;
      if (value > hu[at]) hu[at] = value;
    }
  }
}

/**
 * @param couchTop height of the couch under the body's middle, in the grid's millimeters
 * @returns HU rounded to integers; values below -1024 only as padding
 */
export function scan(
  ideal: { hu: Float32Array; body: Uint8Array },
  grid: SliceGrid,
  random: Random,
  options: Required<ScannerOptions>,
  couchTop: number,
): Int16Array {
  const { size } = grid;
  if (options.couch) drawCouch(ideal.hu, ideal.body, grid, couchTop);
  let image = blur(ideal.hu, size, options.kernel === 'soft' ? 0.2 : 0.08);
  if (options.kernel === 'sharp') {
    const wide = blur(blur(image, size, 0.25), size, 0.25);
    image = image.map((value, i) => value + 0.55 * (value - wide[i]));
  }
  const noise = options.noise > 0 ? correlatedNoise(random, size, options.kernel) : undefined;
  const result = new Int16Array(image.length);
  const middle = (size - 1) / 2;
  for (let row = 0, at = 0; row < size; row++) {
    for (let column = 0; column < size; column++, at++) {
      const far = ((row - middle) ** 2 + (column - middle) ** 2) / (size * size * 0.25);
      if (options.circle && far > 1) {
        result[at] = PADDING;
        continue;
      }
      const strength = options.noise * (ideal.body[at] ? 1.1 - 0.35 * Math.min(far, 1) : 0.6);
      const value = image[at] + (noise ? noise[at] * strength : 0);
      result[at] = Math.round(Math.min(Math.max(value, -1024), 3071));
    }
  }
  return result;
}
