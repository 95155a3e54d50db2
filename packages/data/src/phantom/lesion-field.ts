/** The opacity of the lesions that cover a point. */
import { smoothstep } from './exact-math.js';
import type { Lesion } from './lesions.js';

export interface LesionSample {
  /** 0 healthy .. 1 full opacity; infected from 0.5 on. */
  opacity: number;
  /** Share of consolidation. */
  solid: number;
  /** Means over the lesions here, each by its opacity. */
  hu: number;
  septa: number;
  grain: number;
}

/** A point of a slice, in millimeters. */
export interface LungPoint {
  x: number;
  y: number;
  /** From the chest wall. */
  depth: number;
  /** From the oblique fissure; positive behind it. */
  fissure: number;
  /** Noise that frays the edge of what is there. */
  rough: number;
}

/** The lesions that reach a slice at height `z`, with the vertical part of their distance worked out. */
export function lesionsAt(lesions: readonly Lesion[], z: number): { lesion: Lesion; vertical: number }[] {
  return lesions
    .map((lesion) => ({ lesion, vertical: ((z - lesion.center[2]) / lesion.radii[2]) ** 2 }))
    .filter(({ vertical }) => vertical < 2.6);
}

/** Writes into `sample`, so that the loop over pixels allocates nothing. */
export function sampleLesions(
  lesions: readonly { lesion: Lesion; vertical: number }[],
  { x, y, depth, fissure, rough }: LungPoint,
  sample: LesionSample,
): void {
  sample.opacity = 0;
  sample.solid = 0;
  let sum = 0;
  let hu = 0;
  let septa = 0;
  let grain = 0;
  for (const { lesion, vertical } of lesions) {
    const u = (x - lesion.center[0]) / lesion.radii[0];
    const v = (y - lesion.center[1]) / lesion.radii[1];
    const far = u * u + v * v + vertical;
    if (far > 2.8) continue;
    let strength = 1 - far + rough;
    if (lesion.depth > 0) strength -= 0.9 * Math.max(depth / lesion.depth, 0) ** 2;
    let opacity = smoothstep(-0.4 * lesion.edge, 0.75 * lesion.edge, strength);
    if (lesion.lobe !== 0) opacity *= smoothstep(-1, 1, fissure * lesion.lobe);
    if (opacity <= 0) continue;
    // Where lesions overlap, the densest opacity counts and their densities blend.
    sample.opacity = Math.max(sample.opacity, opacity);
    sum += opacity;
    hu += opacity * lesion.hu;
    septa += opacity * lesion.septa;
    grain += opacity * lesion.grain;
    const core = 1.35 - 0.75 * lesion.solid;
    if (lesion.solid > 0) sample.solid = Math.max(sample.solid, smoothstep(core - 0.3, core + 0.3, strength));
  }
  if (sum === 0) return;
  sample.hu = hu / sum;
  sample.septa = septa / sum;
  sample.grain = grain / sum;
}
