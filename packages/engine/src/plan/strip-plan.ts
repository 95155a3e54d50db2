/** What happens in which order, where an image is computed in strips. */
import type { MemoryImage } from './heap.js';
import type { RowRange } from './strip-schedule.js';

/** What one strip of rows takes. In this order: buffers move on, rows come in, kernels run, rows go out. */
export interface Round {
  shifts: { map: number; from: number; to: number; bytes: number; by: number }[];
  /** Rows of the border below a map that ends in this round. */
  zeros: MemoryImage['zeros'];
  /** Rows of the image, and the address of the first of them. */
  input: RowRange & { address: number };
  /** Positions in the plan's `network`, and rows. */
  calls: ({ call: number } & RowRange)[];
  /** Of the mask and the scores, at the beginning of their buffers. */
  output: RowRange;
}

export interface Strips {
  /** Addresses of the arguments that depend on each map, and +1 or -1 for each; the mask and the scores come last. */
  words: { address: number; sign: number }[][];
  /** The arguments, and zeros above the maps, as each image finds them. */
  start: Pick<MemoryImage, 'stores' | 'zeros'>;
  rounds: Round[];
}
