/** How many of the `size` pixels under each of `outputs` windows along one axis lie inside the image. */
export function insideCounts(
  outputs: number,
  length: number,
  size: number,
  stride: number,
  before: number,
): number[] {
  return Array.from({ length: outputs }, (_, i) => {
    const start = i * stride - before;
    return Math.min(start + size, length) - Math.max(start, 0);
  });
}
