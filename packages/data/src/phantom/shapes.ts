/** Signed distances in millimeters, negative inside: exact for capsules, first-order for the others. */

/** A point (x to the patient's left, y to the back) in one axial section. */
export interface Ellipse {
  x: number;
  y: number;
  radiusX: number;
  radiusY: number;
  /** Cosine and sine of the in-plane rotation. */
  cos: number;
  sin: number;
}

export interface Capsule {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  r0: number;
  r1: number;
}

export function ellipseDistance(x: number, y: number, shape: Ellipse): number {
  const dx = x - shape.x;
  const dy = y - shape.y;
  const u = (dx * shape.cos + dy * shape.sin) / shape.radiusX;
  const v = (dy * shape.cos - dx * shape.sin) / shape.radiusY;
  const length = Math.sqrt(u * u + v * v);
  const slopeU = u / shape.radiusX;
  const slopeV = v / shape.radiusY;
  const slope = Math.sqrt(slopeU * slopeU + slopeV * slopeV);
  return slope < 1e-9 ? -Math.min(shape.radiusX, shape.radiusY) : (length * (length - 1)) / slope;
}

/** A rounded oblong between an ellipse and a box: |x/a|^n + |y/b|^n with n between 2 and 4. */
export function ovalDistance(x: number, y: number, radiusX: number, radiusY: number): number {
  const u = x / radiusX;
  const v = y / radiusY;
  const u2 = u * u;
  const v2 = v * v;
  const round = Math.sqrt(u2 + v2);
  const boxy = Math.sqrt(Math.sqrt(u2 * u2 + v2 * v2));
  const length = 0.75 * round + 0.25 * boxy;
  if (length < 1e-6) return -Math.min(radiusX, radiusY);
  const slope = Math.sqrt((u2 / (radiusX * radiusX) + v2 / (radiusY * radiusY)) / (u2 + v2));
  return (length - 1) / slope;
}

/** A segment thickened by a radius that changes linearly along it. */
export function capsuleDistance(x: number, y: number, shape: Capsule): number {
  const bx = shape.x1 - shape.x0;
  const by = shape.y1 - shape.y0;
  const px = x - shape.x0;
  const py = y - shape.y0;
  const t = Math.min(Math.max((px * bx + py * by) / (bx * bx + by * by + 1e-12), 0), 1);
  const dx = px - t * bx;
  const dy = py - t * by;
  return Math.sqrt(dx * dx + dy * dy) - (shape.r0 + t * (shape.r1 - shape.r0));
}
