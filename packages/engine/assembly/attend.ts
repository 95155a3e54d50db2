/** Attention over pixels: y = sum over all pixels j of softmax over j of scale (q . k_j), times v_j. */
import { exp, madd } from "./math";

@unmanaged
class Attend {
  query: usize;
  queryRow: i32;
  queryPixel: i32;
  width: i32;
  /** Vectors of four channels of query and key, and of values. */
  inner: i32;
  quads: i32;
  key: usize;
  keyRow: i32;
  keyPixel: i32;
  value: usize;
  valueRow: i32;
  valuePixel: i32;
  keyHeight: i32;
  keyWidth: i32;
  scale: f32;
  /** A number for each pixel of the key, rounded up to four, for each thread. */
  scratch: usize;
  scratchBytes: i32;
  out: usize;
  outRow: i32;
  outPixel: i32;
}

export function attend(args: usize, begin: i32, end: i32, thread: i32): void {
  const a = changetype<Attend>(args);
  const scores = a.scratch + thread * a.scratchBytes;
  for (let row = begin; row < end; row++) {
    for (let i = 0; i < a.width; i++) {
      const sum = score(a, a.query + row * a.queryRow + i * a.queryPixel, scores);
      mix(a, scores, f32(1) / sum, a.out + row * a.outRow + i * a.outPixel);
    }
  }
}

/** Leaves e^(score - largest) of each pixel, and returns their sum. */
function score(a: Attend, query: usize, scores: usize): f32 {
  const bytes = a.inner << 4;
  let most: f32 = -f32.MAX_VALUE;
  let to = scores;
  for (let y = 0; y < a.keyHeight; y++) {
    let key = a.key + y * a.keyRow;
    for (let x = 0; x < a.keyWidth; x++) {
      let sum = f32x4.splat(0);
      for (let c = 0; c < bytes; c += 16) sum = madd(v128.load(query + c), v128.load(key + c), sum);
      const half = f32x4.add(sum, v128.shuffle<f32>(sum, sum, 2, 3, 0, 1));
      const own = a.scale * (f32x4.extract_lane(half, 0) + f32x4.extract_lane(half, 1));
      most = max(most, own);
      store<f32>(to, own);
      to += 4;
      key += a.keyPixel;
    }
  }
  let total = f32x4.splat(0);
  const end = to;
  for (let at = scores; at < end; at += 16) {
    const powers = exp(f32x4.sub(v128.load(at), f32x4.splat(most)));
    v128.store(at, powers);
    if (at + 16 <= end) total = f32x4.add(total, powers);
    else for (let rest = at; rest < end; rest += 4) {
      total = f32x4.add(total, f32x4.replace_lane(f32x4.splat(0), 0, load<f32>(rest)));
    }
  }
  const half = f32x4.add(total, v128.shuffle<f32>(total, total, 2, 3, 0, 1));
  return f32x4.extract_lane(half, 0) + f32x4.extract_lane(half, 1);
}

function mix(a: Attend, scores: usize, share: f32, out: usize): void {
  const bytes = a.quads << 4;
  for (let c = 0; c < bytes; c += 16) {
    let sum = f32x4.splat(0);
    let from = scores;
    for (let y = 0; y < a.keyHeight; y++) {
      let value = a.value + y * a.valueRow + c;
      for (let x = 0; x < a.keyWidth; x++) {
        sum = madd(v128.load32_splat(from), v128.load(value), sum);
        from += 4;
        value += a.valuePixel;
      }
    }
    v128.store(out + c, f32x4.mul(sum, f32x4.splat(share)));
  }
}
