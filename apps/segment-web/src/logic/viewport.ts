/** Where a slice lies on the canvas: fitted, zoomed, shifted; pixels as wide and high as in the patient. */
import type { Point } from './stroke.js';

export interface Viewport {
  /** 1: the slice fits. */
  zoom: number;
  /** Shift of the slice's center, in parts of the fitted slice's width and height. */
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

/** A slice's rectangle on the canvas, in the canvas's own units. */
export interface Placement {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface SliceSize extends Size {
  /** Millimeters between rows and between columns. */
  spacing: [row: number, column: number];
}

const ZOOM: [number, number] = [0.5, 24];

export function place(slice: SliceSize, canvas: Size, { zoom, x, y }: Viewport): Placement {
  const natural = {
    width: slice.width * slice.spacing[1],
    height: slice.height * slice.spacing[0],
  };
  const fit = scaleToFit(slice, canvas);
  const width = natural.width * fit * zoom;
  const height = natural.height * fit * zoom;
  return {
    left: (canvas.width - width) / 2 + x * natural.width * fit,
    top: (canvas.height - height) / 2 + y * natural.height * fit,
    width,
    height,
  };
}

/** Units of the canvas for a millimeter, where the slice fits. */
export function scaleToFit({ width, height, spacing }: SliceSize, canvas: Size): number {
  return Math.min(canvas.width / (width * spacing[1]), canvas.height / (height * spacing[0]));
}

/** A place on the canvas as a pixel of the slice; fractions, with whole numbers at pixels' centers. */
export function toPixel(at: { x: number; y: number }, slice: Size, placement: Placement): Point {
  return {
    column: ((at.x - placement.left) / placement.width) * slice.width - 0.5,
    row: ((at.y - placement.top) / placement.height) * slice.height - 0.5,
  };
}

/** Zooms so that the place under the pointer stays there. */
export function zoomAt(
  viewport: Viewport,
  factor: number,
  at: { x: number; y: number },
  slice: SliceSize,
  canvas: Size,
): Viewport {
  const zoom = Math.min(ZOOM[1], Math.max(ZOOM[0], viewport.zoom * factor));
  const before = place(slice, canvas, viewport);
  const share = {
    x: (at.x - before.left) / before.width,
    y: (at.y - before.top) / before.height,
  };
  const after = place(slice, canvas, { ...viewport, zoom });
  const unit = { width: after.width / zoom, height: after.height / zoom };
  return bounded({
    zoom,
    x: viewport.x + (at.x - (after.left + share.x * after.width)) / unit.width,
    y: viewport.y + (at.y - (after.top + share.y * after.height)) / unit.height,
  });
}

/** @param by Units of the canvas. */
export function panBy(
  viewport: Viewport,
  by: { x: number; y: number },
  slice: SliceSize,
  canvas: Size,
): Viewport {
  const { width, height } = place(slice, canvas, { zoom: 1, x: 0, y: 0 });
  return bounded({ ...viewport, x: viewport.x + by.x / width, y: viewport.y + by.y / height });
}

/** The slice's center stays near the canvas, so that it cannot be lost. */
function bounded({ zoom, x, y }: Viewport): Viewport {
  const most = zoom / 2;
  const within = (value: number) => Math.min(most, Math.max(-most, value));
  return { zoom, x: within(x), y: within(y) };
}
