/** Which axes are mirrored. */
export interface Flip {
  horizontal: boolean;
  vertical: boolean;
}

/** The four mirror images of a slice; each undoes itself. */
export const FLIPS: readonly Flip[] = [false, true].flatMap((vertical) =>
  [false, true].map((horizontal) => ({ horizontal, vertical })),
);

/**
 * Mirrors rows of `width` pixels of any number of values each.
 *
 * @param to where the mirror image is written, as long as `from`
 * @returns `to`
 */
export function flipPixels<Target extends Float32Array | Float64Array>(
  from: ArrayLike<number>,
  to: Target,
  { width, height }: { width: number; height: number },
  { horizontal, vertical }: Flip,
): Target {
  const values = from.length / (width * height);
  for (let y = 0, at = 0; y < height; y++) {
    const row = (vertical ? height - 1 - y : y) * width;
    for (let x = 0; x < width; x++) {
      const pixel = (row + (horizontal ? width - 1 - x : x)) * values;
      for (let i = 0; i < values; i++) to[at++] = from[pixel + i];
    }
  }
  return to;
}
