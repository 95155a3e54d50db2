/** Which pixels are neighbors: 4 or 8 in 2-D, 6, 18 or 26 in 3-D. */
import { MetricsError } from './errors.js';

/** 4 = sides, 8 = sides and corners (2-D); 6 = faces, 18 = and edges, 26 = and corners (3-D). */
export type Connectivity = 4 | 8 | 6 | 18 | 26;

export type Offset = readonly [dz: number, dy: number, dx: number];

// How many of the three coordinates may differ by one.
const reach: Record<2 | 3, Partial<Record<Connectivity, number>>> = {
  2: { 4: 1, 8: 2 },
  3: { 6: 1, 18: 2, 26: 3 },
};

/**
 * Offsets to the neighbors, in scan order, without the pixel itself: the first half points back to pixels that a
 * scan has passed.
 *
 * @throws {MetricsError} `invalid-argument` for a connectivity of another dimension
 */
export function neighbors(connectivity: Connectivity, dimensions: 2 | 3): Offset[] {
  const most = reach[dimensions][connectivity];
  if (most === undefined) {
    throw new MetricsError(
      'invalid-argument',
      `connectivity is ${connectivity}. In ${dimensions}-D it must be ${dimensions === 2 ? '4 or 8' : '6, 18 or 26'}.`,
    );
  }
  const steps = [-1, 0, 1];
  const planes = dimensions === 3 ? steps : [0];
  return planes
    .flatMap((dz) => steps.flatMap((dy) => steps.map((dx): Offset => [dz, dy, dx])))
    .filter((offset) => {
      const differing = offset.filter((step) => step !== 0).length;
      return differing > 0 && differing <= most;
    });
}
