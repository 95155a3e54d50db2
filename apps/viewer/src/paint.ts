/** The color of marks, and how much of it covers the picture. */
const MARK = [230, 57, 70];
const OPACITY = 0.4;

/**
 * A grey slice with its marks, for a canvas.
 *
 * @param labels Of this slice; undefined shows the picture alone.
 * @returns RGBA, row by row.
 */
export function paint(
  { data, white }: { data: ArrayLike<number>; white: number },
  labels: ArrayLike<number> | undefined,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * data.length);
  for (let i = 0; i < data.length; i++) {
    const grey = (255 * data[i]) / white;
    const share = labels?.[i] ? OPACITY : 0;
    for (let c = 0; c < 3; c++) pixels[4 * i + c] = grey + share * (MARK[c] - grey);
    pixels[4 * i + 3] = 255;
  }
  return pixels;
}
