/**
 * The samples of a row, of any bit depth, one per element.
 *
 * @param step elements from a pixel to the next: more than `channels` in a pass of an interlaced image
 */
export function unpackRow(
  line: Uint8Array,
  depth: number,
  channels: number,
  columns: number,
  data: Uint8Array | Uint16Array,
  target: number,
  step: number,
): void {
  if (depth === 8 && step === channels) {
    data.set(line, target);
    return;
  }
  const mask = 2 ** depth - 1;
  for (let column = 0; column < columns; column++) {
    for (let channel = 0; channel < channels; channel++) {
      const sample = column * channels + channel;
      const bit = sample * depth;
      data[target + column * step + channel] =
        depth === 16
          ? (line[2 * sample] << 8) | line[2 * sample + 1]
          : (line[bit >> 3] >> (8 - depth - (bit & 7))) & mask;
    }
  }
}
