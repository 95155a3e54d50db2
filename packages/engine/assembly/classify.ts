/**
 * Logits enlarged to the image and classified row by row: the mask (of equal logits the lower class wins), and where
 * asked for the enlarged logits and their softmax, [height, width, classes].
 */
import { exp, madd } from "./math";
import { Between, betweenRows, Resize } from "./resize";

@unmanaged
class Classify {
  resize: usize;
  classes: i32;
  mask: usize;
  /** 0 where not wanted. */
  logits: usize;
  probabilities: usize;
}

export function classify(args: usize, begin: i32, end: i32, thread: i32): void {
  const a = changetype<Classify>(args);
  const r = changetype<Resize>(a.resize);
  const bytes = r.quads << 4;
  const scratch = r.scratch + thread * (r.width + 1) * bytes;
  // The enlarged logits of one pixel, behind the scratch row.
  const pixel = scratch + r.width * bytes;
  const maskOnly = a.classes == 2 && !a.logits && !a.probabilities;
  for (let row = begin; row < end; row++) {
    betweenRows(r, row, scratch);
    for (let i = 0; i < r.outWidth; i++) {
      const t = changetype<Between>(r.columns + i * offsetof<Between>());
      const low = scratch + t.low;
      const high = scratch + t.high;
      const share = f32x4.splat(t.share);
      const at = row * r.outWidth + i;
      if (maskOnly) {
        const from = v128.load(low);
        const y = madd(share, f32x4.sub(v128.load(high), from), from);
        store<u8>(a.mask + at, u8(f32x4.extract_lane(y, 1) > f32x4.extract_lane(y, 0)));
        continue;
      }
      for (let c = 0; c < bytes; c += 16) {
        const from = v128.load(low + c);
        v128.store(pixel + c, madd(share, f32x4.sub(v128.load(high + c), from), from));
      }
      classifyPixel(a, pixel, at);
    }
  }
}

function classifyPixel(a: Classify, pixel: usize, at: i32): void {
  let best = 0;
  let largest = load<f32>(pixel);
  for (let label = 1; label < a.classes; label++) {
    const value = load<f32>(pixel + (label << 2));
    if (value > largest) {
      largest = value;
      best = label;
    }
  }
  store<u8>(a.mask + at, best as u8);
  const first = (at * a.classes) << 2;
  if (a.logits) memory.copy(a.logits + first, pixel, a.classes << 2);
  if (!a.probabilities) return;
  const out = a.probabilities + first;
  // Relative to the largest logit, so that nothing overflows.
  let sum: f32 = 0;
  for (let label = 0; label < a.classes; label += 4) {
    const powers = exp(f32x4.sub(v128.load(pixel + (label << 2)), f32x4.splat(largest)));
    v128.store(pixel + (label << 2), powers);
  }
  for (let label = 0; label < a.classes; label++) sum += load<f32>(pixel + (label << 2));
  for (let label = 0; label < a.classes; label++) {
    store<f32>(out + (label << 2), load<f32>(pixel + (label << 2)) / sum);
  }
}
