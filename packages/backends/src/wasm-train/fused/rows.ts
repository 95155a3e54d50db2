/**
 * An NHWC image as rows of a width that is a multiple of 16 and of its channels: several pixels in a row, so that every
 * kernel runs on whole vectors whatever the channels. The pixels that do not fill a row are handled in a row of scratch.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelTask } from '../heap.js';
import { partsOf } from '../parts.js';
import type { Workspace } from './workspace.js';

/** Each part of an image adds to sums of its own: so many of them lie one after the other. */
export const PARTS = 8;

/** Numbers that are worth a task. */
const GRAIN = 8192;

export interface Rows {
  channels: number;
  pixels: number;
  /** Numbers of a row. */
  width: number;
  /** Whole rows. */
  count: number;
  /** Numbers after the last whole row, less than `width`. */
  tail: number;
}

export function rowsOf(shape: number[]): Rows {
  const channels = shape[shape.length - 1];
  const pixels = shape.slice(0, -1).reduce((a, b) => a * b, 1);
  const width = (channels * 16) / greatestCommonDivisor(channels, 16);
  const count = Math.floor((pixels * channels) / width);
  return { channels, pixels, width, count, tail: pixels * channels - count * width };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** A number for each channel, written at `address` for each column of a row. */
export function fillColumns(
  { floats }: Workspace,
  { width }: Rows,
  address: number,
  values: ArrayLike<number>,
): void {
  const columns = floats(address, width);
  for (let at = 0; at < width; at += values.length) columns.set(values, at);
}

/** The parts' and columns' float64 sums added up for each channel. */
export function channelTotals(
  { doubles }: Workspace,
  { width, channels }: Rows,
  address: number,
): Float64Array {
  const columns = doubles(address, PARTS * width);
  const totals = new Float64Array(channels);
  for (let column = 0; column < PARTS * width; column++) totals[column % channels] += columns[column];
  return totals;
}

/**
 * Runs a kernel, as `task` calls it for `count` rows of one of the PARTS, over all whole rows, and then over the tail in `padding`: one row of scratch for each of `images`, filled
 * up with that image's filler (numbers for each column, at that address; zeros without one), which must add nothing to
 * any sum. What it writes to `outputs`, by position among the images, is copied back.
 */
export function overRows(
  workspace: Workspace,
  rows: Rows,
  images: readonly TensorInfo[],
  task: (count: number, addresses: number[], part: number) => KernelTask,
  { padding, outputs = [], fillers = [] }: { padding: number; outputs?: number[]; fillers?: number[] },
): void {
  const { width, count, tail } = rows;
  const addresses = images.map((image) => workspace.address(image));
  workspace.run(
    partsOf(count, Math.ceil(GRAIN / width), PARTS).map(([begin, end], part) =>
      task(
        end - begin,
        addresses.map((address) => address + 4 * width * begin),
        part,
      ),
    ),
  );
  if (tail === 0) return;
  const scratch = images.map((_, i) => padding + 4 * width * i);
  for (const [i, address] of addresses.entries()) {
    const row = workspace.floats(scratch[i], width);
    if (fillers[i]) row.set(workspace.floats(fillers[i], width));
    else row.fill(0);
    row.set(workspace.floats(address + 4 * width * count, tail));
  }
  workspace.run([task(1, scratch, 0)]);
  for (const i of outputs) {
    workspace.floats(addresses[i] + 4 * width * count, tail).set(workspace.floats(scratch[i], tail));
  }
}
