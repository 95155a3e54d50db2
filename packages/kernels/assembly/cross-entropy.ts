/** Softmax cross entropy with class weights: the two sums of its mean, and its gradient before the division. */
import { fourNumbers, labelsOf, largestOf, powerOf, storeFour } from "./four-pixels";
import { log4 } from "./log";

const CHUNK: i32 = 256;

/**
 * For each pixel with label y of weight w = weights[y]: gradient[c] = w (softmax(x)[c] - (c == y)); a label that
 * is no class is ignored. sums[0] += w, sums[1] += -w log softmax(x)[y], float64. `labels` are int32.
 */
export function crossEntropy(
  logits: usize,
  labels: usize,
  weights: usize,
  classes: i32,
  pixels: i32,
  gradient: usize,
  sums: usize,
): void {
  const zero = f32x4.splat(0);
  const stride = (classes as usize) << 2;
  const last = pixels - 1;
  let weightSum: f64 = 0;
  let lossSum: f64 = 0;
  for (let chunk = 0; chunk < pixels; chunk += CHUNK) {
    const end = min(pixels, chunk + CHUNK);
    let chunkWeights = zero;
    let chunkLosses = zero;
    for (let pixel = chunk; pixel < end; pixel += 4) {
      // Lanes beyond the last pixel repeat it with the weight 0.
      const x0 = logits + (pixel as usize) * stride;
      const x1 = logits + (min(pixel + 1, last) as usize) * stride;
      const x2 = logits + (min(pixel + 2, last) as usize) * stride;
      const x3 = logits + (min(pixel + 3, last) as usize) * stride;
      const label = labelsOf(labels + ((pixel as usize) << 2), pixels - pixel);
      const largest = largestOf(x0, x1, x2, x3, stride);
      let total = zero;
      let w = zero;
      let chosen = zero;
      for (let at: usize = 0, c = 0; at < stride; at += 4, c++) {
        const x = fourNumbers(x0 + at, x1 + at, x2 + at, x3 + at);
        const here = i32x4.eq(label, i32x4.splat(c));
        total = f32x4.add(total, powerOf(x, largest));
        w = v128.or(w, v128.and(here, v128.load32_splat(weights + at)));
        chosen = v128.or(chosen, v128.and(here, x));
      }
      const shares = f32x4.div(w, total);
      const to = gradient + (pixel as usize) * stride;
      for (let at: usize = 0, c = 0; at < stride; at += 4, c++) {
        const power = powerOf(fourNumbers(x0 + at, x1 + at, x2 + at, x3 + at), largest);
        const here = i32x4.eq(label, i32x4.splat(c));
        const weight = v128.and(here, v128.load32_splat(weights + at));
        storeFour(to + at, stride, pixels - pixel, f32x4.sub(f32x4.mul(power, shares), weight));
      }
      const loss = f32x4.sub(log4(total), f32x4.sub(chosen, largest));
      // Not w * loss: where the weight is 0 the lane is ignored, whatever its loss.
      chunkLosses = f32x4.add(chunkLosses, v128.and(f32x4.mul(w, loss), f32x4.gt(w, zero)));
      chunkWeights = f32x4.add(chunkWeights, w);
    }
    weightSum += sumOf(chunkWeights);
    lossSum += sumOf(chunkLosses);
  }
  store<f64>(sums, load<f64>(sums) + weightSum);
  store<f64>(sums, load<f64>(sums, 8) + lossSum, 8);
}

// @ts-ignore: decorator
@inline
function sumOf(x: v128): f64 {
  return (
    <f64>f32x4.extract_lane(x, 0) +
    <f64>f32x4.extract_lane(x, 1) +
    (<f64>f32x4.extract_lane(x, 2) + <f64>f32x4.extract_lane(x, 3))
  );
}

/** y = factor x over `n` numbers; y may be x. */
export function scale(x: usize, factor: f32, y: usize, n: i32): void {
  const factors = f32x4.splat(factor);
  const end = x + ((n as usize) << 2);
  const endOfVectors = x + (((n & ~3) as usize) << 2);
  while (x < endOfVectors) {
    v128.store(y, f32x4.mul(v128.load(x), factors));
    x += 16;
    y += 16;
  }
  while (x < end) {
    store<f32>(y, load<f32>(x) * factor);
    x += 4;
    y += 4;
  }
}
