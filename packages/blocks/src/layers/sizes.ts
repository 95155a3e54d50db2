/** Heights and widths that may not be known before the data arrives. */
export type Size = number | null;

/** Applies `f` to the sizes that are known. */
export function bothAxes([height, width]: Size[], f: (length: number, axis: 0 | 1) => number): [Size, Size] {
  return [height === null ? null : f(height, 0), width === null ? null : f(width, 1)];
}
