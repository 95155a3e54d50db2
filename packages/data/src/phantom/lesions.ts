/** Where a phantom is ill: ground glass, consolidation, crazy paving, effusion. */
import type { Random } from '../random.js';
import type { Anatomy } from './anatomy.js';
import type { LungSampler } from './grow-tree.js';

/** How much of each finding a phantom carries; every number is the mean over patients, not a guarantee. */
export interface LesionOptions {
  /** Ground-glass opacities per patient (per slice for a single slice). Default 5. */
  groundGlass?: number;
  /** Share of the opacities with a consolidated core. Default 0.35. */
  consolidation?: number;
  /** Share of the opacities with a net of thickened septa (crazy paving). Default 0.25. */
  crazyPaving?: number;
  /** Probability of fluid in the dependent pleural space, for each side. Default 0.12. */
  effusion?: number;
  /** Factor on the size of the opacities. Default 1. */
  extent?: number;
}

export interface Lesion {
  center: readonly [number, number, number];
  radii: readonly [number, number, number];
  /** HU at full opacity. */
  hu: number;
  /** Hugs the pleura: fades within `depth` millimeters from the chest wall. 0 for a lesion inside the lung. */
  depth: number;
  /** 0: pure ground glass; 1: consolidated nearly to its edge. */
  solid: number;
  crazyPaving: boolean;
}

export interface Effusion {
  side: -1 | 1;
  /** Thickness of the fluid at the very back of the lung base. */
  thickness: number;
}

export function drawLesions(
  random: Random,
  options: LesionOptions,
  anatomy: Anatomy,
  lungs: LungSampler,
  zRange: readonly [number, number],
): Lesion[] {
  const mean = options.groundGlass ?? 5;
  const count = mean <= 0 ? 0 : Math.max(1, Math.round(mean * random.uniform(0.4, 1.6)));
  // Mostly on both sides; one side may be spared.
  const leftShare = random.chance(0.2) ? random.pick([0.08, 0.92]) : random.uniform(0.35, 0.65);
  const extent = (options.extent ?? 1) * random.uniform(0.7, 1.35);
  const lesions: Lesion[] = [];
  for (let i = 0; i < count; i++) {
    const side = random.chance(leftShare) ? 1 : -1;
    const peripheral = random.chance(0.75);
    const center = findPlace(random, side, anatomy, lungs, zRange, peripheral);
    if (!center) continue;
    const size = random.uniform(12, 36) * extent;
    lesions.push({
      center,
      radii: [
        size * random.uniform(0.7, 1.4),
        size * random.uniform(0.7, 1.4),
        size * random.uniform(0.7, 1.2),
      ],
      hu: random.uniform(-690, -330),
      depth: peripheral ? random.uniform(18, 50) * extent : 0,
      solid: random.chance(options.consolidation ?? 0.35) ? random.uniform(0.25, 0.85) : 0,
      crazyPaving: random.chance(options.crazyPaving ?? 0.25),
    });
  }
  return lesions;
}

/** Prefers the back and, for peripheral lesions, the outer centimeter and a half of the lung. */
function findPlace(
  random: Random,
  side: number,
  anatomy: Anatomy,
  lungs: LungSampler,
  [low, high]: readonly [number, number],
  peripheral: boolean,
): [number, number, number] | undefined {
  const { halfWidth, halfDepth } = anatomy;
  let fallback: [number, number, number] | undefined;
  for (let attempt = 0; attempt < 400; attempt++) {
    const x = side * random.uniform(15, halfWidth);
    const y = random.uniform(-halfDepth, halfDepth);
    const z = random.uniform(low, high);
    const depth = -lungs.distance(x, y, z);
    if (depth < 1) continue;
    fallback ??= [x, y, z];
    if (!random.chance(0.35 + 0.65 * ((y + halfDepth) / (2 * halfDepth)))) continue;
    if (peripheral ? depth < 15 : depth > 12) return [x, y, z];
  }
  return fallback;
}

export function drawEffusions(random: Random, options: LesionOptions): Effusion[] {
  const effusions: Effusion[] = [];
  for (const side of [-1, 1] as const) {
    const present = random.chance(options.effusion ?? 0.12);
    const thickness = random.uniform(10, 34);
    if (present) effusions.push({ side, thickness });
  }
  return effusions;
}
