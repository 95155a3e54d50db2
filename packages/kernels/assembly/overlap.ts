/** Soft Dice and Tversky losses: the sums of an index, and the gradient that follows from them. `labels` are int32. */
import { fourNumbers, largestOf, powerOf, storeFour } from "./four-pixels";

/** Bytes of a class's sums: three float64 numbers. */
const SUMS: usize = 24;

/**
 * shares = p = softmax(logits). For each class c, over the pixels that have a label y: adds p[c] where y == c to sums[c][0],
 * p[c] to sums[c][1], and 1 where y == c to sums[c][2], float64.
 */
export function overlapSums(
  logits: usize,
  labels: usize,
  ignored: i32,
  classes: i32,
  pixels: i32,
  shares: usize,
  sums: usize,
): void {
  const stride = (classes as usize) << 2;
  const last = pixels - 1;
  for (let pixel = 0; pixel < pixels; pixel += 4) {
    // Lanes beyond the last pixel repeat it, and are not stored.
    const x0 = logits + (pixel as usize) * stride;
    const x1 = logits + (min(pixel + 1, last) as usize) * stride;
    const x2 = logits + (min(pixel + 2, last) as usize) * stride;
    const x3 = logits + (min(pixel + 3, last) as usize) * stride;
    const largest = largestOf(x0, x1, x2, x3, stride);
    const to = shares + (pixel as usize) * stride;
    for (let at: usize = 0; at < stride; at += 4) {
      const x = fourNumbers(x0 + at, x1 + at, x2 + at, x3 + at);
      storeFour(to + at, stride, pixels - pixel, powerOf(x, largest));
    }
    for (let here = pixel; here <= min(pixel + 3, last); here++) {
      const row = shares + (here as usize) * stride;
      let total: f32 = 0;
      for (let at: usize = 0; at < stride; at += 4) total += load<f32>(row + at);
      const label = load<i32>(labels + ((here as usize) << 2));
      const counts = isLabel(label, ignored, classes);
      for (let c = 0; c < classes; c++) {
        const at = row + ((c as usize) << 2);
        const share = load<f32>(at) / total;
        store<f32>(at, share);
        if (!counts) continue;
        const sum = sums + (c as usize) * SUMS;
        store<f64>(sum, load<f64>(sum, 8) + <f64>share, 8);
        if (c != label) continue;
        store<f64>(sum, load<f64>(sum) + <f64>share);
        store<f64>(sum, load<f64>(sum, 16) + 1, 16);
      }
    }
  }
}

/**
 * From p = shares, which it overwrites: with g[c] = everywhere[c] + (y == c) onLabeled[c] the gradient by the logits is
 * p[c] (g[c] - sum(p g)); 0 where there is no label.
 */
export function overlapGradient(
  labels: usize,
  ignored: i32,
  onLabeled: usize,
  everywhere: usize,
  classes: i32,
  pixels: i32,
  shares: usize,
): void {
  const stride = (classes as usize) << 2;
  const end = labels + ((pixels as usize) << 2);
  for (; labels < end; labels += 4, shares += stride) {
    const label = load<i32>(labels);
    const at = (label as usize) << 2;
    const counts = isLabel(label, ignored, classes);
    let mean = counts ? load<f32>(shares + at) * load<f32>(onLabeled + at) : 0;
    for (let at: usize = 0; at < stride; at += 4) mean += load<f32>(shares + at) * load<f32>(everywhere + at);
    for (let c = 0; c < classes; c++) {
      const at = (c as usize) << 2;
      const step = load<f32>(everywhere + at) + (c == label ? load<f32>(onLabeled + at) : 0) - mean;
      store<f32>(shares + at, counts ? load<f32>(shares + at) * step : 0);
    }
  }
}

/** Whether it is a class and not the ignored one. */
function isLabel(label: i32, ignored: i32, classes: i32): bool {
  return <u32>label < <u32>classes && label != ignored;
}
