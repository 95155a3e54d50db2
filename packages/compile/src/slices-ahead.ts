/** How many slices of a series to have on their way. */
import { check } from './check-options.js';
import type { SlicePredictor } from './predictor.js';

/**
 * One at each worker, the next one for it, and one that is read or written; without workers, what the device runs
 * together, or one and the next.
 *
 * @throws {CompileError} for what is no predictor.
 */
export function slicesAhead(predictor: Pick<SlicePredictor, 'workers' | 'ahead'>): number {
  const { workers = 0, ahead = 2 } = predictor ?? {};
  const known =
    typeof predictor === 'object' &&
    predictor !== null &&
    !Array.isArray(predictor) &&
    Number.isInteger(workers);
  check(known, 'The predictor', predictor, 'it is what compile or ensemble returns');
  return workers > 0 ? 3 * workers : ahead;
}
