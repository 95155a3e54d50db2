import type { Initialization } from '@miniseg/ops/layers';

/** How the weights of a graph of blocks start. */
export interface Starts {
  /** How the weights start. Default 'released'. */
  initialization?: Initialization;
  /** Makes the initial weights reproducible. */
  seed?: number;
}

/** The same way for each layer, with a seed of its own, in the order in which the layers are made. */
export function layerStarts({ initialization, seed }: Starts): () => Starts {
  let made = 0;
  return () => ({
    ...(initialization === undefined ? {} : { initialization }),
    ...(seed === undefined ? {} : { seed: seed * 1009 + 31 * made++ }),
  });
}
