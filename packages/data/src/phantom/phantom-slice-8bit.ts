/** Phantom slices in the look of CT100: grey pictures in a lung window, as the PNGs of that set. */
import { resizeSample } from '../augment/index.js';
import { checkOptions } from '../check-options.js';
import { windowTo8bit } from '../prepare/intensity.js';
import { Random } from '../random.js';
import { chestPhantom, PHANTOM_OPTIONS, type PhantomOptions } from './chest-phantom.js';
import { drawBars, drawLettering } from './picture-frame.js';

/** A synthetic slice as an 8-bit picture, with its mask. */
export interface PhantomSlice {
  width: number;
  height: number;
  /** 0..255 in a lung window: center -600 HU and width 1500, or near that. */
  image: Uint8Array;
  /** 1 where infected. */
  mask: Uint8Array;
}

/** Below this a slice is always drawn in its own size. */
const SMALLEST_REDRAWN = 96;

/**
 * One axial slice as an 8-bit picture with its infection mask. What varies with the seed is what varies among pictures of
 * many hospitals: field of view, circle, couch, kernel, noise, thickness, sharpness, grey window, bars and lettering, level
 * and severity; options override. Takes about 0.15 s at 512 x 512.
 *
 * @example
 * const { image, mask } = phantomSlice8bit({ seed: 3, size: 512 });
 */
export function phantomSlice8bit(options: Omit<PhantomOptions, 'slices'> = {}): PhantomSlice {
  const { seed = 0, size = 512 } = checkOptions('phantomSlice8bit', options, PHANTOM_OPTIONS);
  const random = Random.from(seed, 'picture');
  const tight = random.chance(0.35);
  const look = {
    circle: random.chance(0.35) && !tight,
    fieldOfView: tight ? random.uniform(270, 315) : random.uniform(330, 420),
    lesions: {
      groundGlass: random.pick([1, 2, 4, 7, 11]),
      consolidation: random.uniform(0.1, 0.7),
      extent: random.uniform(0.7, 1.9),
      effusion: 0.05,
      veil: 0.22,
      dependent: 0.12,
    },
    level: random.uniform(0.2, 0.8),
    thickness: random.uniform(1, 6),
    noise: random.uniform(6, 50),
    couch: random.chance(0.85),
  };
  const window = random.chance(0.5)
    ? ('lung' as const)
    : { center: random.uniform(-660, -500), width: random.uniform(1150, 1750) };
  const redrawn = size >= SMALLEST_REDRAWN && random.chance(0.35);
  const own = redrawn ? Math.round(size * random.uniform(0.55, 0.9)) : size;
  const { volume, masks } = chestPhantom({ ...look, ...options, seed, size: own, slices: 1 });
  const drawn = { image: windowTo8bit(volume.data, window), mask: masks.infection };
  const picture = { width: size, height: size, ...(redrawn ? enlarge(drawn, own, size) : drawn) };
  if (random.chance(0.15)) drawBars(random, picture);
  if (random.chance(0.12)) drawLettering(random, picture);
  return picture;
}

/** A slice that was made larger is blurred as no kernel blurs it. */
function enlarge(
  { image, mask }: Pick<PhantomSlice, 'image' | 'mask'>,
  from: number,
  to: number,
): Pick<PhantomSlice, 'image' | 'mask'> {
  const sample = { width: from, height: from, channels: 1, image: Float32Array.from(image), mask };
  const large = resizeSample(sample, to, to);
  return { image: Uint8Array.from(large.image, Math.round), mask: large.mask as Uint8Array };
}
