/** A synthetic chest CT with exact masks. */

import type { Volume } from '@miniseg/formats/volume';
import { checkOptions, type OptionNames } from '../check-options.js';
import { DataError } from '../errors.js';
import { Random } from '../random.js';
import { LESION_OPTIONS, type LesionOptions } from './lesions.js';
import { drawPatient } from './patient.js';
import { renderSlice } from './render-slice.js';
import { type ScannerOptions, scan } from './scanner.js';

/** Options of `chestPhantom`. Lengths are in millimeters. */
export interface PhantomOptions extends ScannerOptions {
  /** Everything else equal, the same seed gives the same bytes on every platform. Default 0. */
  seed?: number;
  /** Rows and columns. Default 256. */
  size?: number;
  /** Default 1: a single slice. More slices stack from the lung bases upwards. */
  slices?: number;
  /** Height of a single slice as a share of the lungs' height, 0 the bases, 1 the apex. Default drawn, 0.25-0.72. */
  level?: number;
  /** Millimeters from slice to slice. Default: the lungs fill the stack; 5 for a single slice. */
  sliceSpacing?: number;
  /** Slice thickness in millimeters. Default 2. */
  thickness?: number;
  /** Width of the picture in millimeters. Default: body and a little air, about 310-420. */
  fieldOfView?: number;
  /** What the patient suffers from; 'none' for a healthy one. */
  lesions?: LesionOptions | 'none';
}

/** A synthetic scan and the exact masks of what it shows. */
export interface Phantom {
  /** Int16, HU. */
  volume: Omit<Volume, 'data'> & { data: Int16Array };
  /** 0 and 1 per voxel, in the volume's order. */
  masks: {
    /** Ground glass and consolidation: opacity of at least one half. */
    infection: Uint8Array;
    /** Both lungs with their vessels and what is ill in them, pleural fluid included, central airways not. */
    lung: Uint8Array;
    body: Uint8Array;
    effusion: Uint8Array;
  };
  /** 0 healthy, 1 ground glass, 2 consolidation, 3 pleural effusion: the classes of the original CT100 masks. */
  labels: Uint8Array;
}

/** Names of the options of a single slice. */
export const PHANTOM_OPTIONS = {
  seed: 1,
  size: 1,
  level: 1,
  sliceSpacing: 1,
  thickness: 1,
  fieldOfView: 1,
  lesions: 1,
  noise: 1,
  kernel: 1,
  couch: 1,
  circle: 1,
} as const satisfies OptionNames<Omit<PhantomOptions, 'slices'>>;

const HEALTHY: LesionOptions = { groundGlass: 0, effusion: 0 };

/**
 * Draws a patient and scans it: body wall with fat, muscle, ribs, sternum and spine; heart and great vessels;
 * trachea, bronchi and vessel trees; fuzzy, mostly peripheral and bilateral opacities; noise of a soft or a sharp
 * kernel. Axial slices, columns to the patient's left, rows to the back, slices upwards.
 *
 * @throws {DataError} `invalid-argument` for sizes that are no positive integers or out of range
 *
 * @example
 * const { volume, masks } = chestPhantom({ seed: 1, size: 256, slices: 32 });
 * volume.shape; // [32, 256, 256]
 */
export function chestPhantom(options: PhantomOptions = {}): Phantom {
  checkOptions('chestPhantom', options, { ...PHANTOM_OPTIONS, slices: 1 });
  const { seed = 0, size = 256, slices = 1, thickness = 2, lesions: asked = {} } = options;
  if (asked !== 'none') {
    checkOptions('lesions of chestPhantom', asked, LESION_OPTIONS);
  }
  check('size', size, 32, 2048);
  check('slices', slices, 1, 2048);
  if (!Number.isSafeInteger(seed)) throw invalid('seed', seed, 'an integer');
  if (!(thickness > 0)) throw invalid('thickness', thickness, 'a positive number of millimeters');
  const random = Random.from(seed, 'acquisition');
  const drawnLevel = random.uniform(0.25, 0.72);
  const kernel = options.kernel ?? (random.chance(0.55) ? 'sharp' : 'soft');
  const drawnNoise = random.uniform(0, 1);
  const level = options.level ?? drawnLevel;
  const lesions = asked === 'none' ? HEALTHY : asked;
  // A single slice would miss most lesions of a whole patient, so they are placed around it.
  const reach = slices > 1 ? ([0.02, 0.95] as const) : ([level - 0.04, level + 0.04] as const);
  const patient = drawPatient(seed, lesions, reach);
  const { anatomy } = patient;
  const width = 2 * (anatomy.halfWidth + anatomy.fat + anatomy.muscle + 9 + (anatomy.arms ? 30 : 0));
  const fieldOfView = options.fieldOfView ?? width * random.uniform(1.06, 1.24);
  if (!(fieldOfView > 0)) throw invalid('fieldOfView', fieldOfView, 'a positive number of millimeters');
  const spacing = fieldOfView / size;
  const sliceSpacing = options.sliceSpacing ?? (slices > 1 ? anatomy.height / slices : 5);
  const firstZ = slices > 1 ? sliceSpacing / 2 : level * anatomy.height;
  const left = -((size - 1) / 2) * spacing + anatomy.shiftX;
  const top = -((size - 1) / 2) * spacing + 10 + anatomy.shiftY;
  const grid = { size, spacing, left, top };
  const scanner = {
    kernel,
    noise: options.noise ?? (kernel === 'soft' ? 12 + 13 * drawnNoise : 30 + 35 * drawnNoise),
    couch: options.couch ?? true,
    circle: options.circle ?? false,
  };
  const couchTop = anatomy.halfDepth + 34 + 0.5 * (anatomy.muscle + anatomy.fat);
  const plane = size * size;
  const data = new Int16Array(slices * plane);
  const labels = new Uint8Array(slices * plane);
  const lung = new Uint8Array(slices * plane);
  const body = new Uint8Array(slices * plane);
  for (let slice = 0; slice < slices; slice++) {
    const ideal = renderSlice(patient, grid, firstZ + slice * sliceSpacing, thickness);
    data.set(scan(ideal, grid, Random.from(seed, 'noise', slice), scanner, couchTop), slice * plane);
    labels.set(ideal.findings, slice * plane);
    lung.set(ideal.lung, slice * plane);
    body.set(ideal.body, slice * plane);
  }
  return {
    volume: {
      data,
      shape: [slices, size, size],
      spacing: [sliceSpacing, spacing, spacing],
      origin: [left, top, firstZ],
      direction: [
        [0, 0, 1],
        [0, 1, 0],
        [1, 0, 0],
      ],
      unit: 'HU',
    },
    masks: {
      infection: labels.map((label) => (label === 1 || label === 2 ? 1 : 0)),
      lung,
      body,
      effusion: labels.map((label) => (label === 3 ? 1 : 0)),
    },
    labels,
  };
}

function check(name: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw invalid(name, value, `an integer from ${low} to ${high}`);
  }
}

function invalid(name: string, value: unknown, rule: string): DataError {
  return new DataError('invalid-argument', `phantom: ${name} is ${value}; give ${rule}.`);
}
