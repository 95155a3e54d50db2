/** How the memory of a run is shared between the network and the images. */
import type { ScanInput } from '@miniseg/scan';
import { availableMemory } from '../files/available-memory.js';
import { memoryFor } from '../files/memory-for.js';

/** Bytes of an input's files. */
export const bytesOf = ({ files }: Pick<ScanInput, 'files'>): number =>
  files.reduce((sum, { size }) => sum + size, 0);

/** Files that are at hand at once. */
const SEVERAL = 3;

/**
 * Of DICOM files from the first look at them to their results: an eighth of all there is, as a series that is small enough to
 * be segmented has files of at most a seventh of what {@link memoryForImages} gives. Where several are in one folder, the last
 * of them may not fit, and are read anew when it is their turn.
 */
export const memoryForFiles = (maxMemory: number | undefined): number =>
  Math.floor(memoryFor(maxMemory ?? 0.75 * availableMemory(), 0) / 8);

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
