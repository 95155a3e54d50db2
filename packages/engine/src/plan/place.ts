/** Memory for maps that do not live at the same time: each is placed at the lowest address that is free all its life. */

export interface Lifetime {
  bytes: number;
  /** First and last step in which the map is in use. */
  first: number;
  last: number;
}

/**
 * The largest first, which is known to come close to the least possible for networks.
 *
 * @returns The offset of each map, and the bytes of all together.
 */
export function place(lives: readonly Lifetime[]): { offsets: number[]; bytes: number } {
  const offsets = new Array<number>(lives.length);
  const placed: number[] = [];
  let bytes = 0;
  for (const i of lives.map((_, i) => i).sort((a, b) => lives[b].bytes - lives[a].bytes || a - b)) {
    const life = lives[i];
    const neighbors = placed
      .filter((j) => lives[j].first <= life.last && life.first <= lives[j].last)
      .sort((a, b) => offsets[a] - offsets[b]);
    let offset = 0;
    for (const j of neighbors) {
      if (offset + life.bytes <= offsets[j]) break;
      offset = Math.max(offset, offsets[j] + lives[j].bytes);
    }
    offsets[i] = offset;
    placed.push(i);
    bytes = Math.max(bytes, offset + life.bytes);
  }
  return { offsets, bytes };
}
