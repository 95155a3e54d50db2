/** Where the maps of a plan lie: in a few arenas, each in the place of one that nobody reads any more. */

export interface Place {
  arena: number;
  /** In elements. */
  offset: number;
}

/** What is known of a step: the store that it makes, and those that are free after it. */
interface Lifetime {
  store?: number;
  frees: readonly number[];
}

/** Storage buffers that a shader of any device has are eight; weights, pixels and result take three. */
const MOST_ARENAS = 4;

/**
 * @param sizes Elements of each store.
 * @param capacity Elements of an arena at most.
 * @returns Places by store and elements of each arena; undefined where not everything fits.
 */
export function placeStores(
  steps: readonly Lifetime[],
  sizes: readonly number[],
  capacity: number,
): { places: Place[]; strides: number[] } | undefined {
  const places: Place[] = [];
  const strides: number[] = [];
  const taken: { place: Place; end: number; store: number }[] = [];
  /** The lowest gap of an arena that is large enough. */
  const gap = (arena: number, size: number): number => {
    let at = 0;
    for (const { place, end } of taken) {
      if (place.arena !== arena) continue;
      if (place.offset - at >= size) break;
      at = Math.max(at, end);
    }
    return at;
  };
  for (const { store, frees } of steps) {
    if (store !== undefined) {
      const size = sizes[store];
      const arenas = Array.from({ length: MOST_ARENAS }, (_, arena) => ({ arena, offset: gap(arena, size) }));
      const place = arenas.find(({ offset }) => offset + size <= capacity);
      if (!place) return undefined;
      const end = place.offset + size;
      places[store] = place;
      taken.push({ place, end, store });
      taken.sort((a, b) => a.place.offset - b.place.offset);
      for (let arena = strides.length; arena <= place.arena; arena++) strides.push(0);
      strides[place.arena] = Math.max(strides[place.arena], end);
    }
    for (const freed of frees) {
      const at = taken.findIndex((other) => other.store === freed);
      if (at >= 0) taken.splice(at, 1);
    }
  }
  return { places, strides };
}
