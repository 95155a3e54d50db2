/** A whole synthetic patient, made once per seed; slices are cut from it. */
import { hashKeys, Random } from '../random.js';
import { type Anatomy, drawAnatomy } from './anatomy.js';
import { airwaysBeside, growTree, lungSampler, type Segments } from './grow-tree.js';
import { LatticeNoise } from './lattice-noise.js';
import { drawEffusions, drawLesions, type Effusion, type Lesion, type LesionOptions } from './lesions.js';

export interface Patient {
  anatomy: Anatomy;
  vessels: readonly Segments[];
  airways: readonly Segments[];
  lesions: readonly Lesion[];
  effusions: readonly Effusion[];
  /** Noise fields by their wavelength in millimeters: outlines (x and y), texture from coarse to fine. */
  noise: Record<'warpX' | 'warpY' | 'broad' | 'medium' | 'fine' | 'net', LatticeNoise>;
}

const TIPS_PER_TREE = 1300;

/**
 * @param zRange heights, as shares of the lungs' height, between which lesions are placed
 */
export function drawPatient(
  seed: number,
  lesions: LesionOptions,
  zRange: readonly [number, number],
): Patient {
  const anatomy = drawAnatomy(Random.from(seed, 'anatomy'));
  const random = Random.from(seed, 'trees');
  const lungs = lungSampler(anatomy, random);
  const hilumY = -anatomy.halfDepth + 100;
  const vessels: Segments[] = [];
  const carina = [0, -anatomy.halfDepth + 84, 0.63 * anatomy.height] as const;
  const airways: Segments[] = [
    Float64Array.of(2, carina[1] - 6, anatomy.height * 1.3, ...carina, random.uniform(7.5, 9.5)),
  ];
  for (const side of [-1, 1] as const) {
    const tips = () => Array.from({ length: TIPS_PER_TREE }, () => lungs.point(side, 5));
    const hilum = [side * 36, hilumY, (side < 0 ? 0.51 : 0.53) * anatomy.height] as const;
    const arteries = growTree(hilum, tips(), 0.52);
    vessels.push(arteries, growTree([side * 30, hilumY + 2, 0.42 * anatomy.height], tips(), 0.5));
    airways.push(
      Float64Array.of(...carina, hilum[0], hilum[1] + 4, hilum[2], side < 0 ? 6.4 : 5.8),
      airwaysBeside(arteries, 1.7),
    );
  }
  const texture = Random.from(seed, 'texture');
  const field = (name: string, wavelength: number) => new LatticeNoise(hashKeys(seed, name), wavelength);
  const [low, high] = zRange;
  const range = [low * anatomy.height, high * anatomy.height] as const;
  return {
    anatomy,
    vessels,
    airways,
    lesions: drawLesions(Random.from(seed, 'lesions'), lesions, anatomy, lungs, range),
    effusions: drawEffusions(Random.from(seed, 'effusions'), lesions),
    noise: {
      warpX: field('warpX', 42),
      warpY: field('warpY', 42),
      broad: field('broad', 26),
      medium: field('medium', 9),
      fine: field('fine', texture.uniform(2.2, 4.2)),
      net: field('net', texture.uniform(4, 11)),
    },
  };
}
