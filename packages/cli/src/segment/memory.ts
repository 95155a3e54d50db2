/** How the memory of a run is shared between the network and the images. */
import type { ScanInput } from '@miniseg/scan';
import { memoryFor } from '../files/memory-for.js';

/** Bytes of an input's files. */
export const bytesOf = ({ files }: Pick<ScanInput, 'files'>): number =>
  files.reduce((sum, { size }) => sum + size, 0);

/** Files that are at hand at once. */
const SEVERAL = 3;

/** For one input, from its bytes to those of its results: two thirds of what there is. */
export const memoryForImages = (maxMemory: number | undefined, fileBytes: number): number =>
  (2 / 3) * memoryFor(maxMemory, fileBytes);

/**
 * For the network's maps: the rest; of pictures that come row by row, all but their files.
 *
 * @param rowByRow Whether all inputs do.
 */
export function memoryForNetwork(
  maxMemory: number | undefined,
  inputs: readonly ScanInput[],
  rowByRow: boolean,
): number {
  const largest = Math.max(0, ...inputs.map(bytesOf));
  const all = memoryFor(maxMemory, largest);
  return Math.max(2 ** 20, Math.floor(rowByRow ? all - SEVERAL * largest : all / 3));
}
