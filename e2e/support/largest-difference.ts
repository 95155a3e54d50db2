/** Of two lists of numbers, place by place; NaN, and so close to nothing, where the lengths differ. */
export function largestDifference(actual: number[], expected: number[]): number {
  if (actual.length !== expected.length || actual.length === 0) return Number.NaN;
  // Math.max keeps a NaN of either list.
  return actual.reduce((largest, value, i) => Math.max(largest, Math.abs(value - expected[i])), 0);
}
