/** The nearest slice with a mark beyond `slice`; the slice itself where there is none. */
export function nextMarked(counts: readonly (number | undefined)[], slice: number, step: 1 | -1): number {
  for (let at = slice + step; at >= 0 && at < counts.length; at += step) if (counts[at]) return at;
  return slice;
}
