/**
 * Dense convolution as a matrix product over pixels: each output pixel is a sum over `segments` runs of contiguous
 * input numbers (the rows of the kernel: in a zero-bordered NHWC map the pixels of a kernel row are contiguous; where the
 * kernel is dilated or grouped, its taps), times
 * weights packed for blocks of eight outputs. A pointwise convolution is one run; one over two maps is two.
 *
 * Each block of outputs may read its own part of the run (`offset`, `length`): a grouped convolution skips the zeros.
 */
import { Ending, finish } from "./ending";
import { sums1x4, sums4x4, sums4x8 } from "./sums";
import { sums4x16, sums8x8 } from "./wide-sums";

@unmanaged
export class Convolve {
  x: usize;
  xRow: i32;
  xPixel: i32;
  segments: i32;
  /** Byte offset of each run, relative to the first input number. */
  offsets: usize;
  width: i32;
  /** Vectors of four outputs. */
  quads: i32;
  /** For each block of eight outputs: byte offset in the run, numbers of the run, address of the weights. */
  blocks: usize;
  ending: usize;
}

@unmanaged
class Block {
  offset: i32;
  length: i32;
  weights: usize;
}

/** Pixels whose inputs stay in the first-level cache while all blocks of outputs pass over them. */
const CHUNK = 32;

export function convolve(args: usize, begin: i32, end: i32, thread: i32): void {
  const a = changetype<Convolve>(args);
  for (let row = begin; row < end; row++) convolveRow(a, a.x + row * a.xRow, row);
}

/** One row of outputs; `x` is the first input number of its first pixel. */
export function convolveRow(a: Convolve, x: usize, row: i32): void {
  const e = changetype<Ending>(a.ending);
  const width = a.width;
  const quads = a.quads;
  const xPixel = a.xPixel;
  const outPixel = e.outPixel;
  const offsets = a.offsets;
  const last = offsets + (a.segments << 2);
  for (let first = 0; first < width; first += CHUNK) {
    const stop = min(first + CHUNK, width);
    let block = changetype<Block>(a.blocks);
    for (let quad = 0; quad < quads; quad += 2) {
      const wide = quad + 1 < quads;
      // @ts-ignore: a constant of the build
      if (WIDE && wide) {
        const next = changetype<Block>(changetype<usize>(block) + offsetof<Block>());
        const twice = quad + 3 < quads && next.offset == block.offset && next.length == block.length;
        octets(a, x, row, first, stop, quad, block, twice ? next.weights : 0);
        if (twice) {
          quad += 2;
          block = next;
        }
        block = changetype<Block>(changetype<usize>(block) + offsetof<Block>());
        continue;
      }
      const bytes = block.length << 2;
      const w = block.weights;
      const bias = e.bias + (quad << 4);
      let p = x + first * xPixel + block.offset;
      let out = e.out + row * e.outRow + first * outPixel + (quad << 4);
      let i = first;
      for (; i + 4 <= stop; i += 4) {
        if (wide) sums4x8(p, xPixel, offsets, last, bytes, w, bias, out, outPixel);
        else sums4x4(p, xPixel, offsets, last, bytes, w, bias, out, outPixel);
        p += 4 * xPixel;
        out += 4 * outPixel;
      }
      for (; i < stop; i++) {
        const step = wide ? 32 : 16;
        sums1x4(p, offsets, last, bytes, w, step, bias, out);
        if (wide) sums1x4(p, offsets, last, bytes, w + 16, step, bias + 16, out + 16);
        p += xPixel;
        out += outPixel;
      }
      block = changetype<Block>(changetype<usize>(block) + offsetof<Block>());
    }
    finish(e, row, first, stop, quads);
  }
}

/** Eight outputs for the pixels [first, stop) of a row, or sixteen where there are weights for the other eight. */
function octets(a: Convolve, x: usize, row: i32, first: i32, stop: i32, quad: i32, block: Block, other: usize): void {
  const e = changetype<Ending>(a.ending);
  const offsets = a.offsets;
  const last = offsets + (a.segments << 2);
  const xPixel = a.xPixel;
  const outPixel = e.outPixel;
  const bytes = block.length << 2;
  const w = block.weights;
  const bias = e.bias + (quad << 4);
  let p = x + first * xPixel + block.offset;
  let out = e.out + row * e.outRow + first * outPixel + (quad << 4);
  let i = first;
  if (other) {
    for (; i + 4 <= stop; i += 4) {
      sums4x16(p, xPixel, offsets, last, bytes, w, other, bias, out, outPixel);
      p += 4 * xPixel;
      out += 4 * outPixel;
    }
  } else {
    for (; i + 8 <= stop; i += 8) {
      sums8x8(p, xPixel, offsets, last, bytes, w, bias, out, outPixel);
      p += 8 * xPixel;
      out += 8 * outPixel;
    }
  }
  for (; i + 4 <= stop; i += 4) {
    sums4x8(p, xPixel, offsets, last, bytes, w, bias, out, outPixel);
    p += 4 * xPixel;
    out += 4 * outPixel;
  }
  for (; i < stop; i++) {
    sums1x4(p, offsets, last, bytes, w, 32, bias, out);
    sums1x4(p, offsets, last, bytes, w + 16, 32, bias + 16, out + 16);
    if (other) {
      sums1x4(p, offsets, last, bytes, other, 32, bias + 32, out + 32);
      sums1x4(p, offsets, last, bytes, other + 16, 32, bias + 48, out + 48);
    }
    p += xPixel;
    out += outPixel;
  }
}
