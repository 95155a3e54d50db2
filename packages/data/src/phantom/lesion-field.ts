/** The opacity of the lesions that cover a point. */
import { smoothstep } from './exact-math.js';
import type { Lesion } from './lesions.js';

export interface LesionSample {
  /** 0 healthy .. 1 full opacity; infected from 0.5 on. */
  opacity: number;
  /** Share of consolidation. */
  solid: number;
  hu: number;
  paved: boolean;
}

/** The lesions that reach a slice at height `z`, with the vertical part of their distance worked out. */
export function lesionsAt(lesions: readonly Lesion[], z: number): { lesion: Lesion; vertical: number }[] {
  return lesions
    .map((lesion) => ({ lesion, vertical: ((z - lesion.center[2]) / lesion.radii[2]) ** 2 }))
    .filter(({ vertical }) => vertical < 2.6);
}

/** Writes into `sample`, so that the loop over pixels allocates nothing. `rough` is noise that frays the edge. */
export function sampleLesions(
  lesions: readonly { lesion: Lesion; vertical: number }[],
  x: number,
  y: number,
  depth: number,
  rough: number,
  sample: LesionSample,
): void {
  sample.opacity = 0;
  sample.solid = 0;
  sample.paved = false;
  let sum = 0;
  let weighted = 0;
  for (const { lesion, vertical } of lesions) {
    const u = (x - lesion.center[0]) / lesion.radii[0];
    const v = (y - lesion.center[1]) / lesion.radii[1];
    const far = u * u + v * v + vertical;
    if (far > 2.8) continue;
    let strength = 1 - far + rough;
    if (lesion.depth > 0) strength -= 0.9 * Math.max(depth / lesion.depth, 0) ** 2;
    const opacity = smoothstep(-0.4, 0.75, strength);
    if (opacity <= 0) continue;
    // Where lesions overlap, the densest opacity counts and their densities blend.
    sample.opacity = Math.max(sample.opacity, opacity);
    sum += opacity;
    weighted += opacity * lesion.hu;
    sample.paved ||= lesion.crazyPaving && opacity > 0.5;
    const core = 1.35 - 0.75 * lesion.solid;
    if (lesion.solid > 0) sample.solid = Math.max(sample.solid, smoothstep(core - 0.3, core + 0.3, strength));
  }
  if (sum > 0) sample.hu = weighted / sum;
}
