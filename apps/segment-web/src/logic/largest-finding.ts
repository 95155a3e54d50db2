/** The slice with the most marks, which is where to look first; undefined where none has any. */
export function largestFinding(counts: readonly (number | undefined)[]): number | undefined {
  let best: number | undefined;
  for (const [slice, count] of counts.entries()) {
    if (count && count > (best === undefined ? 0 : (counts[best] ?? 0))) best = slice;
  }
  return best;
}
