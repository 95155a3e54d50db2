/** What engines need in Node and in a page. */

/** [height, width, channels] -> [channels, height, width], so that all engines' logits can be compared. */
export function toPlanes(values, channels) {
  const pixels = values.length / channels;
  return Float32Array.from(values, (_, i) => values[(i % pixels) * channels + Math.floor(i / pixels)]);
}

/** @returns milliseconds of each of `count` images in a row. */
export async function timesOf(run, count) {
  const times = [];
  for (; count > 0; count--) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  return times;
}
