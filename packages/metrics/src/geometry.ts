/** Shape and spacing of an image, and the units that results carry. */
import { MetricsError } from './errors.js';

/** `[height, width]` or `[depth, height, width]`, in pixels; arrays are row-major, the last axis runs fastest. */
export type Shape = readonly [number, number] | readonly [number, number, number];

/** Distance between neighboring pixel centers in mm, one number per axis, in the order of the shape. */
export type Spacing = readonly number[];

/** Unit of a length: millimeters when a spacing was given, pixels otherwise. */
export type Unit = 'mm' | 'px';

export interface GeometryOptions {
  shape: Shape;
  /** In mm, order as the axes: `[row, column]` or `[slice, row, column]`. Default: none, lengths are in pixels. */
  spacing?: Spacing;
}

/** A checked shape, as three axes, with everything that follows from it. */
export interface Geometry {
  dimensions: 2 | 3;
  /** Depth (1 in 2-D), height, width. */
  size: readonly [number, number, number];
  /** Spacing along the same three axes; 1 where none was given. */
  spacing: readonly [number, number, number];
  unit: Unit;
  /** Number of pixels. */
  length: number;
  /** Distance between the centers of two opposite corner pixels: the largest distance an image can hold. */
  diagonal: number;
}

/** @throws {MetricsError} `bad-shape` or `invalid-argument` */
export function checkGeometry({ shape, spacing }: GeometryOptions): Geometry {
  const dimensions = Array.isArray(shape) ? shape.length : undefined;
  if ((dimensions !== 2 && dimensions !== 3) || shape.some((n) => !Number.isInteger(n) || n < 1)) {
    throw new MetricsError(
      'bad-shape',
      `shape is [${shape}]. It must be [height, width] or [depth, height, width] with integers of at least 1.`,
    );
  }
  const isSpacing = (list: Spacing) =>
    Array.isArray(list) && list.length === dimensions && list.every((s) => Number.isFinite(s) && s > 0);
  if (spacing !== undefined && !isSpacing(spacing)) {
    throw new MetricsError(
      'invalid-argument',
      `spacing is [${spacing}]. It must hold ${dimensions} positive numbers (mm per pixel), in the order of the shape ` +
        `[${shape}]; leave it out to measure in pixels.`,
    );
  }
  const padded = (values: readonly number[]) =>
    (dimensions === 2 ? [1, ...values] : [...values]) as [number, number, number];
  const size = padded(shape);
  const steps = padded(spacing ?? shape.map(() => 1));
  return {
    dimensions,
    size,
    spacing: steps,
    unit: spacing ? 'mm' : 'px',
    length: size[0] * size[1] * size[2],
    diagonal: Math.hypot(...size.map((n, axis) => (n - 1) * steps[axis])),
  };
}
