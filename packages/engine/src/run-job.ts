/** One image through a planned network: what an engine does in its caller's thread, and a pool in its workers'. */
import type { classifyPixels } from './classify-logits.js';
import type { CheckedImage } from './image.js';
import type { Normalization } from './normalization.js';
import type { KernelCall, Output, Plan } from './plan/plan.js';
import type { Size } from './program/sizes.js';
import type { MaskRows } from './row-image.js';
import type { rowResizer } from './row-resizer.js';
import type { runStrips } from './run-strips.js';
import type { Slice } from './slice.js';
import type { writeNormalized } from './write-normalized.js';

/** Pixels to a mask, or normalized numbers [height, width, channels] of the plan's size to logits. */
export type Job = ImageJob | { values: Float32Array };

export type ImageJob = Omit<Slice, 'size'>;

/** An image whose rows come, and whose masks go, in order: neither is ever there as a whole. */
export interface RowsJob {
  image: Size;
  normalization: Normalization;
  probabilities: boolean;
  /** Rows [first, first + count) of the image. */
  pixels(first: number, count: number): CheckedImage;
  take(rows: MaskRows): void;
}

export interface JobResult {
  /** Of an image, in its own size. */
  mask?: Uint8Array;
  probabilities?: Float32Array;
  /** Of numbers. */
  logits?: Float32Array;
}

export interface Runtime {
  memory: WebAssembly.Memory;
  plan: Plan;
  /** Runs the plan's kernels up to the wanted output. */
  run(output: Output): void;
  /** Runs kernels on rows from `begin` on, one after the other. */
  call(calls: (KernelCall & { begin: number })[]): void;
}

/** Functions that `runJob` needs: given to it, as workers know no imports. */
export interface JobTools {
  writeNormalized: typeof writeNormalized;
  rowResizer: typeof rowResizer;
  classifyPixels: typeof classifyPixels;
  runStrips: typeof runStrips;
}

/**
 * Workers get this function as source text: it uses nothing from outside, as a test proves. Results are copies, as the
 * memory is used again for the next image.
 */
export function runJob(
  { memory, plan, run, call }: Runtime,
  job: Job | RowsJob,
  { writeNormalized, rowResizer, classifyPixels, runStrips }: JobTools,
): JobResult {
  const { input, height, width, channels, classes, strips, network, finish } = plan;
  const floats = (address: number, length: number) => new Float32Array(memory.buffer, address, length);
  /** All of the image at once, or strip by strip: rows are written from an address on, and results taken. */
  const runNetwork = (
    output: Output,
    fill: (first: number, end: number, address: number) => void,
    take: (first: number, mask: Uint8Array, scores: Float32Array) => void,
  ) => {
    const takeRows = (first: number, end: number) => {
      const pixels = (end - first) * width;
      take(first, new Uint8Array(memory.buffer, plan.mask, pixels), floats(plan.scores, pixels * classes));
    };
    if (!strips) {
      fill(0, height, input.address);
      run(output);
      takeRows(0, height);
      return;
    }
    runStrips({
      ...{ memory, network, strips, call, finish: finish[output] },
      read: ({ first, end, address }) => fill(first, end, address),
      write: ({ first, end }) => takeRows(first, end),
    });
  };
  if ('values' in job) {
    const { values } = job;
    const numbers = width * channels;
    const logits = new Float32Array(height * width * classes);
    runNetwork(
      'logits',
      (first, end, address) => {
        for (let y = first; y < end; y++) {
          const row = values.subarray(y * numbers, (y + 1) * numbers);
          floats(address + (y - first) * input.row, numbers).set(row);
        }
      },
      (first, _, scores) => logits.set(scores, first * width * classes),
    );
    return { logits };
  }

  const { image, normalization, probabilities } = job;
  const result: JobResult = {};
  const cut = ({ data, ...rest }: CheckedImage, first: number, count: number): CheckedImage => {
    const numbers = rest.width * rest.channels;
    const [from, to] = [first * numbers, (first + count) * numbers];
    const part =
      'subarray' in data ? (data as Uint8Array).subarray(from, to) : Array.from(data).slice(from, to);
    return { ...rest, height: count, data: part };
  };
  const pixels = 'take' in job ? job.pixels : (first: number, count: number) => cut(job.image, first, count);
  let take = 'take' in job ? job.take : undefined;
  if (!take) {
    const [mask, shares] = [
      new Uint8Array(image.height * image.width),
      probabilities ? new Float32Array(image.height * image.width * classes) : undefined,
    ];
    result.mask = mask;
    if (shares) result.probabilities = shares;
    take = (rows) => {
      mask.set(rows.mask, rows.first * image.width);
      shares?.set(rows.probabilities as Float32Array, rows.first * image.width * classes);
    };
  }
  const send = take;
  if (image.height === height && image.width === width) {
    runNetwork(
      probabilities ? 'probabilities' : 'mask',
      (first, end, address) => {
        const rows = {
          values: new Float32Array(memory.buffer),
          first: address / 4,
          row: input.row / 4,
          channels,
        };
        writeNormalized(pixels(first, end - first), rows, normalization);
      },
      (first, mask, scores) => send({ first, mask, ...(probabilities && { probabilities: scores }) }),
    );
    return result;
  }

  const numbers = image.width * channels;
  // Two rows of the image at a time; the lower one of a pair is often the upper one of the next.
  const kept = [-1, -1].map((row) => ({ row, values: new Float32Array(numbers) }));
  const sourceRow = (row: number): Float32Array => {
    const known = kept.find((one) => one.row === row);
    if (known) return known.values;
    const oldest = kept[0].row <= kept[1].row ? kept[0] : kept[1];
    writeNormalized(
      pixels(row, 1),
      { values: oldest.values, first: 0, row: numbers, channels },
      normalization,
    );
    oldest.row = row;
    return oldest.values;
  };
  const inwards = rowResizer(image, plan, channels);
  const outwards = rowResizer(plan, image, classes);
  const line = new Float32Array(image.width * classes);
  const rowLength = width * classes;
  /** Of the rows of logits that came before. */
  const last = new Float32Array(rowLength);
  let y = 0;
  runNetwork(
    'logits',
    (first, end, address) => {
      for (let row = first; row < end; row++) {
        const { low, high, share } = inwards.rows(row);
        const out = floats(address + (row - first) * input.row, width * channels);
        inwards.blend(sourceRow(low), sourceRow(high), share, out);
      }
    },
    (first, _, scores) => {
      const end = first + scores.length / rowLength;
      const logitsOf = (row: number) =>
        row < first ? last : scores.subarray((row - first) * rowLength, (row - first + 1) * rowLength);
      for (; y < image.height; y++) {
        const { low, high, share } = outwards.rows(y);
        if (high >= end) break;
        outwards.blend(logitsOf(low), logitsOf(high), share, line);
        send({ first: y, ...classifyPixels(line, classes, probabilities) });
      }
      last.set(logitsOf(end - 1));
    },
  );
  return result;
}
