/** Puts a slice on a canvas; holds what can be used again for the next one. */

import type { Point } from '../logic/stroke.js';
import type { Placement, Size } from '../logic/viewport.js';
import { type Part, takePart, visiblePart } from '../logic/visible-part.js';
import type { SliceValues } from '../shared/types.js';
import { type Paint, paintSlice } from './paint-slice.js';

export interface Picture extends Omit<Paint, 'values' | 'width'> {
  /** Device pixels for each CSS pixel. */
  ratio: number;
  /** Of the canvas, CSS pixels. */
  size: Size;
  placement: Placement;
  /** Undefined while it is on its way: what is on the canvas stays. */
  slice?: SliceValues;
  brush?: { at: Point; radius: number };
  /** Between pixels; off shows them as squares. */
  smooth: boolean;
}

/** Every picture is made by the processor; sending it through a graphics card would only make it late. */
const IN_MEMORY: CanvasRenderingContext2DSettings = { willReadFrequently: true };

export class SlicePainter {
  #pixels?: ImageData;
  readonly #buffer = document.createElement('canvas');

  paint(canvas: HTMLCanvasElement, picture: Picture): void {
    const { slice, size, ratio, placement } = picture;
    if (!slice) return;
    const { width, height, data } = slice;
    const part = visiblePart(slice, size, placement);
    this.#draw({ ...picture, values: data, width }, height, part);
    const wanted = { width: Math.round(size.width * ratio), height: Math.round(size.height * ratio) };
    // Setting a canvas's size clears it, even to the same.
    if (canvas.width !== wanted.width || canvas.height !== wanted.height) Object.assign(canvas, wanted);
    const context = canvas.getContext('2d', IN_MEMORY);
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    // Single pixels are worth seeing once they are very large.
    context.imageSmoothingEnabled = picture.smooth && placement.width / width < 12;
    const [across, down] = [placement.width / width, placement.height / height];
    context.drawImage(
      this.#buffer,
      placement.left + part.left * across,
      placement.top + part.top * down,
      part.width * part.step * across,
      part.height * part.step * down,
    );
    if (picture.brush) drawBrush(context, picture.brush, placement, { width, height });
  }

  #draw(whole: Paint, rows: number, part: Part): void {
    const { width, height } = part;
    const paint = width === whole.width && height === rows ? whole : partOf(whole, part);
    if (this.#pixels?.width !== width || this.#pixels.height !== height) {
      this.#pixels = new ImageData(width, height);
      Object.assign(this.#buffer, { width, height });
    }
    paintSlice(this.#pixels.data, paint);
    this.#buffer.getContext('2d', IN_MEMORY)?.putImageData(this.#pixels, 0, 0);
  }
}

function partOf(paint: Paint, part: Part): Paint {
  const take = <T extends ArrayLike<number>>(values: T | undefined) =>
    values && takePart(values, paint.width, part);
  return {
    ...paint,
    values: takePart(paint.values, paint.width, part),
    mask: take(paint.mask),
    probability: take(paint.probability),
    width: part.width,
  };
}

function drawBrush(
  context: CanvasRenderingContext2D,
  { at, radius }: { at: Point; radius: number },
  placement: Placement,
  slice: Size,
): void {
  const [across, down] = [placement.width / slice.width, placement.height / slice.height];
  const reach = Math.max(radius, 0.5);
  for (const [color, width] of [
    ['rgb(0 0 0 / 0.7)', 3],
    ['#fff', 1.25],
  ] as const) {
    context.beginPath();
    context.ellipse(
      placement.left + (at.column + 0.5) * across,
      placement.top + (at.row + 0.5) * down,
      reach * across,
      reach * down,
      0,
      0,
      2 * Math.PI,
    );
    context.strokeStyle = color;
    context.lineWidth = width;
    context.stroke();
  }
}
