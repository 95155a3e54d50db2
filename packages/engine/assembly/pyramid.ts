/**
 * AHSP behind its first pointwise convolution, row by row in a scratch row that stays in the cache: the dilated
 * branches with their running sum, the attention of each branch, and the grouped pointwise convolution.
 */
import { Convolve, convolveRow } from "./convolve";
import { madd, sigmoid, sums } from "./math";
import { taps8, taps8x8 } from "./taps";

@unmanaged
export class Pyramid {
  x: usize;
  xRow: i32;
  xPixel: i32;
  width: i32;
  /** Vectors of four channels of one branch. */
  quads: i32;
  branches: i32;
  /** 1: each branch starts from the sum of those before it. */
  hierarchical: i32;
  /** Zeros for a vector, in the wide build for two. */
  zeros: usize;
  /** Byte offsets of the nine taps of each branch, relative to the pixel. */
  offsets: usize;
  /** For each vector of four channels, in the wide build for each two of them: so many numbers for each tap of each branch. */
  weights: usize;
  /** The attention's weights, branch by branch; 0 for none. */
  attention: usize;
  /** A row for each thread, of `scratchBytes`: pixels rounded up to eight, the branches' channels contiguous. */
  scratch: usize;
  scratchBytes: i32;
  convolve: usize;
}

export function pyramid(args: usize, begin: i32, end: i32, thread: i32): void {
  const a = changetype<Pyramid>(args);
  const scratch = a.scratch + thread * a.scratchBytes;
  for (let row = begin; row < end; row++) {
    branches(a, a.x + row * a.xRow, scratch);
    if (a.attention) attend(a, scratch);
    convolveRow(changetype<Convolve>(a.convolve), scratch, row);
  }
}

/** The branches' channels of each pixel side by side; the last tile may end behind the row, in scratch of its own. */
function branches(a: Pyramid, x: usize, scratch: usize): void {
  const pixel = a.xPixel;
  const bytes = a.quads << 4;
  const step = bytes * a.branches;
  for (let quad = 0; quad < a.quads; quad++) {
    const c = quad << 4;
    // @ts-ignore: a constant of the build
    const octet = WIDE && quad + 1 < a.quads;
    for (let i = 0; i < a.width; i += 8) {
      const p = x + i * pixel + c;
      let out = scratch + i * step + c;
      let w = a.weights + quad * a.branches * 144;
      let tap = a.offsets;
      let from = a.zeros;
      let fromStep = 0;
      for (let branch = a.branches; branch > 0; branch--) {
        if (octet) taps8x8(p, pixel, tap, tap + 36, w, from, fromStep, out, step);
        else taps8(p, pixel, tap, tap + 36, w, from, fromStep, out, step);
        if (a.hierarchical) {
          from = out;
          fromStep = step;
        }
        tap += 36;
        w += octet ? 288 : 144;
        out += bytes;
      }
    }
    if (octet) quad++;
  }
}

/** F (1 + sigmoid(w . F)) in place, for four pixels and one branch at a time. */
function attend(a: Pyramid, scratch: usize): void {
  const one = f32x4.splat(1);
  const bytes = a.quads << 4;
  const step = bytes * a.branches;
  for (let i = 0; i < a.width; i += 4) {
    let w = a.attention;
    for (let branch = 0; branch < a.branches; branch++) {
      const first = scratch + i * step + branch * bytes;
      const end = first + bytes;
      let f0 = first;
      let f1 = f0 + step;
      let f2 = f1 + step;
      let f3 = f2 + step;
      let s0 = f32x4.splat(0);
      let s1 = s0, s2 = s0, s3 = s0;
      while (f0 < end) {
        const weight = v128.load(w);
        s0 = madd(v128.load(f0), weight, s0);
        s1 = madd(v128.load(f1), weight, s1);
        s2 = madd(v128.load(f2), weight, s2);
        s3 = madd(v128.load(f3), weight, s3);
        f0 += 16;
        f1 += 16;
        f2 += 16;
        f3 += 16;
        w += 16;
      }
      const scales = f32x4.add(one, sigmoid(sums(s0, s1, s2, s3)));
      scale(first, bytes, v128.shuffle<f32>(scales, scales, 0, 0, 0, 0));
      scale(first + step, bytes, v128.shuffle<f32>(scales, scales, 1, 1, 1, 1));
      scale(first + 2 * step, bytes, v128.shuffle<f32>(scales, scales, 2, 2, 2, 2));
      scale(first + 3 * step, bytes, v128.shuffle<f32>(scales, scales, 3, 3, 3, 3));
    }
  }
}

function scale(f: usize, bytes: i32, by: v128): void {
  const end = f + bytes;
  for (; f < end; f += 16) v128.store(f, f32x4.mul(v128.load(f), by));
}
