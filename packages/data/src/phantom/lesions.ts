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
  /** Probability of a faint opacity over much of a lung or lobe, for each side. Default 0.1, without ground glass 0. */
  veil?: number;
  /** Probability of a dense band along the back of a lung, for each side. Default 0.1, without ground glass 0. */
  dependent?: number;
  /** Factor on the size of the opacities. Default 1. */
  extent?: number;
}

/** What `checkOptions` compares with. */
export const LESION_OPTIONS = {
  groundGlass: 1,
  consolidation: 1,
  crazyPaving: 1,
  effusion: 1,
  veil: 1,
  dependent: 1,
  extent: 1,
} as const;

export interface Lesion {
  center: readonly [number, number, number];
  radii: readonly [number, number, number];
  /** HU at full opacity. */
  hu: number;
  /** Hugs the pleura: fades within `depth` millimeters from the chest wall. 0 for a lesion inside the lung. */
  depth: number;
  /** 0: pure ground glass; 1: consolidated nearly to its edge. */
  solid: number;
  /** HU that thickened septa stand out. */
  septa: number;
  /** Factor on the width of its border: small for a sharp one. */
  edge: number;
  /** Factor on how mottled it is. */
  grain: number;
  /** The lobe that holds it: behind the oblique fissure, before it, or 0 for a lesion that crosses it. */
  lobe: -1 | 0 | 1;
}

export interface Effusion {
  side: -1 | 1;
  /** Thickness of the fluid at the very back of the lung base. */
  thickness: number;
}

const WITHOUT_PAVING = 70;

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
  const septa = () =>
    random.chance(options.crazyPaving ?? 0.25) ? random.uniform(140, 420) : WITHOUT_PAVING;
  for (let i = 0; i < count; i++) {
    const side = random.chance(leftShare) ? 1 : -1;
    const peripheral = random.chance(0.75);
    const center = findPlace(random, side, anatomy, lungs, zRange, peripheral);
    if (!center) continue;
    const size = random.uniform(9, 36) * extent;
    lesions.push({
      center,
      radii: [
        size * random.uniform(0.7, 1.4),
        size * random.uniform(0.7, 1.4),
        size * random.uniform(0.7, 1.2),
      ],
      hu: random.uniform(-720, -330),
      depth: peripheral ? random.uniform(18, 50) * extent : 0,
      solid: random.chance(options.consolidation ?? 0.35) ? random.uniform(0.25, 0.85) : 0,
      septa: septa(),
      edge: random.uniform(0.35, 1.1),
      grain: random.uniform(0.4, 1.5),
      lobe: 0,
    });
  }
  for (const side of [-1, 1] as const) {
    const veiled = random.chance(options.veil ?? (mean > 0 ? 0.1 : 0));
    const center = veiled ? findPlace(random, side, anatomy, lungs, zRange, false) : undefined;
    if (center) lesions.push({ ...drawVeil(random, center), septa: septa() });
    if (random.chance(options.dependent ?? (mean > 0 ? 0.1 : 0))) {
      lesions.push(drawBand(random, side, anatomy, zRange));
    }
  }
  return lesions;
}

/** Faint and wide; often one lobe alone is ill, up to its fissure. */
function drawVeil(random: Random, center: Lesion['center']): Omit<Lesion, 'septa'> {
  const size = random.uniform(55, 110);
  return {
    center,
    radii: [size, size * random.uniform(0.8, 1.3), size],
    hu: random.uniform(-770, -500),
    depth: 0,
    solid: 0,
    edge: random.uniform(0.5, 1),
    grain: random.uniform(0.4, 1.2),
    lobe: random.pick([-1, 0, 1, 1]),
  };
}

/** Consolidation where the lung is compressed in a patient who lies on the back. */
function drawBand(
  random: Random,
  side: -1 | 1,
  { halfWidth, halfDepth }: Anatomy,
  [low, high]: readonly [number, number],
): Lesion {
  return {
    center: [
      side * random.uniform(0.3, 0.65) * halfWidth,
      halfDepth * random.uniform(0.75, 0.95),
      random.uniform(low, high),
    ],
    radii: [random.uniform(30, 75), random.uniform(18, 50), random.uniform(40, 90)],
    hu: random.uniform(-420, -120),
    depth: random.uniform(14, 40),
    solid: random.uniform(0.55, 0.95),
    septa: WITHOUT_PAVING,
    edge: random.uniform(0.35, 0.9),
    grain: random.uniform(0.5, 1.3),
    lobe: 0,
  };
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
