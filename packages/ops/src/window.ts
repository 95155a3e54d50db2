/** A window that slides over an image: what convolutions and pooling share. */
import type { backend_util } from '@tensorflow/tfjs-core';
import { checkPositiveInteger } from './check.js';
import { check, checkOptions } from './check-options.js';
import { OpsError } from './errors.js';

/** [rows, columns] */
export type Pair = [number, number];

/** One number stands for both axes. */
export type PairLike = number | readonly [number, number];

/** A window that slides over an image, in pixels. */
export interface Window {
  kernel: Pair;
  strides: Pair;
  dilations: Pair;
  /** Zeros (for a maximum: nothing) before the first row and column. */
  before: Pair;
  /** ... and after the last. */
  after: Pair;
}

/** Strides, dilations and padding of a window, pixels; one number stands for both axes. */
export interface WindowOptions {
  strides?: PairLike;
  dilations?: PairLike;
  padding?: PairLike;
}

export function pairOf(value: PairLike): Pair {
  const isPair = typeof value === 'number' || (Array.isArray(value) && value.length === 2);
  check(isPair, 'A size, stride, dilation or padding', value, 'it is a number or [rows, columns]');
  return typeof value === 'number' ? [value, value] : [value[0], value[1]];
}

/** @throws {OpsError} for anything but two numbers. */
export function checkPair(value: unknown, what: string): asserts value is Pair {
  const holds = Array.isArray(value) && value.length === 2 && value.every((side) => typeof side === 'number');
  check(holds, what, value, 'it is [rows, columns]');
}

/** Applies `f` to both axes. */
export function bothAxes(f: (axis: 0 | 1) => number): Pair {
  return [f(0), f(1)];
}

/**
 * The window of an op with symmetric padding. Without `padding` it is dilation x (kernel - 1) / 2, for which the kernel must
 * be odd.
 *
 * @throws {OpsError} for strides, dilations or padding out of range, or an even kernel without padding.
 */
export function windowOf(kernel: PairLike, options: WindowOptions, op: string): Window {
  checkOptions(op, options, { strides: 1, dilations: 1, padding: 1 });
  const sides = pairOf(kernel);
  for (const side of sides) checkPositiveInteger(side, `A side of the kernel of ${op}`);
  const strides = pairOf(options.strides ?? 1);
  const dilations = pairOf(options.dilations ?? 1);
  for (const stride of strides) checkPositiveInteger(stride, `strides of ${op}`);
  for (const dilation of dilations) checkPositiveInteger(dilation, `dilations of ${op}`);
  let padding: Pair;
  if (options.padding === undefined) {
    if (sides[0] % 2 === 0 || sides[1] % 2 === 0) {
      throw new OpsError(
        'shape',
        `The kernel of ${op} is ${sides[0]}x${sides[1]}; symmetric padding needs an odd kernel height and width, ` +
          'such as 3x3: give the padding of an even one, such as {padding: 0}.',
      );
    }
    padding = bothAxes((axis) => (dilations[axis] * (sides[axis] - 1)) / 2);
  } else {
    padding = pairOf(options.padding);
    for (const side of padding) {
      if (!Number.isInteger(side) || side < 0) {
        throw new OpsError(
          'invalid-argument',
          `padding of ${op} is ${side}; it must be a whole number of at least 0.`,
        );
      }
    }
  }
  return {
    kernel: sides,
    strides,
    // Of one tap there is no distance.
    dilations: bothAxes((axis) => (sides[axis] === 1 ? 1 : dilations[axis])),
    before: padding,
    after: [...padding],
  };
}

/** Rows or columns from a kernel's first tap to its last. */
export function reach({ kernel, dilations }: Window): Pair {
  return bothAxes((axis) => dilations[axis] * (kernel[axis] - 1));
}

/**
 * floor((size + padding - reach - 1) / stride) + 1 of both axes.
 *
 * @throws {OpsError} where the window does not fit into the padded image.
 */
export function outputSize(height: number, width: number, window: Window, op: string): Pair {
  const { kernel, strides, dilations, before, after } = window ?? {};
  const isWindow = [kernel, strides, dilations, before, after].every(Array.isArray);
  check(isWindow, `The window of ${op}`, window, 'it is what windowOf returns');
  checkPair([height, width], `The image of ${op}`);
  const size: Pair = [height, width];
  const span = reach(window);
  const room = bothAxes((axis) => size[axis] + window.before[axis] + window.after[axis] - span[axis] - 1);
  if (room[0] < 0 || room[1] < 0) {
    throw new OpsError(
      'shape',
      `${op} got an image of ${height}x${width} with padding ${window.before}; its window spans ` +
        `${span[0] + 1}x${span[1] + 1} and does not fit: give a larger image or more padding.`,
    );
  }
  return bothAxes((axis) => Math.floor(room[axis] / window.strides[axis]) + 1);
}

/** Whether padding, kernel and stride leave the image as it is for a 1x1 kernel. */
export function isPointwise({ kernel, before, after }: Window): boolean {
  return [...before, ...after].every((n) => n === 0) && kernel[0] === 1 && kernel[1] === 1;
}

/** As `pad` and the convolutions of tfjs-core take it. */
export function explicitPadding({
  before,
  after,
}: Pick<Window, 'before' | 'after'>): backend_util.ExplicitPadding {
  return [
    [0, 0],
    [before[0], after[0]],
    [before[1], after[1]],
    [0, 0],
  ];
}

/** Every tap of the window on an image that is subsampled by the strides: they divide dilations and padding. */
export function onGrid({ kernel, strides, dilations, before }: Window): boolean {
  return strides.every(
    (stride, axis) => before[axis] % stride === 0 && (kernel[axis] === 1 || dilations[axis] % stride === 0),
  );
}

/**
 * Stride and dilation of a window that has one of each for both axes, and around an odd kernel the padding that `windowOf`
 * gives without any; undefined for all others.
 */
export function plainSteps({
  kernel,
  strides,
  dilations,
  before,
  after,
}: Window): { strides: number; dilations: number } | undefined {
  const dilation = Math.max(...dilations);
  const plain = kernel.every((side, axis) => {
    const padding = (dilation * (side - 1)) / 2;
    const own = side === 1 || dilations[axis] === dilation;
    return side % 2 === 1 && own && before[axis] === padding && after[axis] === padding;
  });
  return plain && strides[0] === strides[1] ? { strides: strides[0], dilations: dilation } : undefined;
}
