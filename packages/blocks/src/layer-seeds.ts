/** One seed for each layer from the seed of the whole, in the order in which the layers are made. */
export function layerSeeds(seed: number | undefined): () => { seed?: number } {
  let made = 0;
  return () => (seed === undefined ? {} : { seed: seed * 1009 + 31 * made++ });
}
