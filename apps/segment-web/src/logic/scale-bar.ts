/** The bar that says how large things are. */

export interface ScaleBar {
  /** Length of the bar, pixels of the screen. */
  pixels: number;
  /** What stands beside it. */
  text: string;
}

/**
 * The longest of 1, 2, 5, 10, ... millimeters that fits.
 *
 * @param perMillimeter Pixels of the screen for each millimeter.
 * @param most Pixels that the bar may have.
 */
export function scaleBar(perMillimeter: number, most: number): ScaleBar | undefined {
  if (!(perMillimeter > 0) || !Number.isFinite(perMillimeter)) return undefined;
  const room = most / perMillimeter;
  const decade = 10 ** Math.floor(Math.log10(room));
  const length = [5, 2, 1].map((step) => step * decade).find((step) => step <= room * (1 + 1e-9)) ?? decade;
  const text =
    length >= 10 ? `${Number((length / 10).toPrecision(3))} cm` : `${Number(length.toPrecision(3))} mm`;
  return { pixels: length * perMillimeter, text };
}
