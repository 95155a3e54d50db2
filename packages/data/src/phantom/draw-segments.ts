/** Cuts tapered tubes with one slice: the covered share of each pixel. */
import type { Segments } from './grow-tree.js';
import type { SliceGrid } from './lattice-noise.js';

/**
 * Adds to `cover` (0..1 per pixel, the larger value stays) the tubes that meet the slice of the given thickness at
 * `z`. `extra` millimeters are added to every radius (for walls).
 */
export function drawSegments(
  segments: Segments,
  grid: SliceGrid,
  z: number,
  thickness: number,
  cover: Float32Array,
  extra = 0,
): void {
  const { size, spacing, left, top } = grid;
  for (let i = 0; i < segments.length; i += 7) {
    const radius = segments[i + 6] + extra;
    const reach = radius + thickness / 2;
    const z0 = segments[i + 2];
    const z1 = segments[i + 5];
    if (Math.min(z0, z1) - reach > z || Math.max(z0, z1) + reach < z) continue;
    const x0 = segments[i];
    const y0 = segments[i + 1];
    const bx = segments[i + 3] - x0;
    const by = segments[i + 4] - y0;
    const bz = z1 - z0;
    // Only the part of the segment near the slice.
    let from = 0;
    let to = 1;
    if (Math.abs(bz) > 1e-6) {
      const a = (z - reach - z0) / bz;
      const b = (z + reach - z0) / bz;
      from = Math.max(0, Math.min(a, b));
      to = Math.min(1, Math.max(a, b));
    }
    const pad = radius + spacing;
    const xa = x0 + from * bx;
    const xb = x0 + to * bx;
    const ya = y0 + from * by;
    const yb = y0 + to * by;
    const firstX = Math.max(0, Math.ceil((Math.min(xa, xb) - pad - left) / spacing));
    const lastX = Math.min(size - 1, Math.floor((Math.max(xa, xb) + pad - left) / spacing));
    const firstY = Math.max(0, Math.ceil((Math.min(ya, yb) - pad - top) / spacing));
    const lastY = Math.min(size - 1, Math.floor((Math.max(ya, yb) + pad - top) / spacing));
    const lengthSquared = bx * bx + by * by + bz * bz + 1e-12;
    // A tube thinner than a pixel or than the slice fills only part of it.
    const strength = Math.min(1, (2 * radius) / spacing, (2.4 * radius) / thickness);
    for (let row = firstY; row <= lastY; row++) {
      const py = top + row * spacing - y0;
      for (let column = firstX; column <= lastX; column++) {
        const px = left + column * spacing - x0;
        const pz = z - z0;
        const t = Math.min(Math.max((px * bx + py * by + pz * bz) / lengthSquared, 0), 1);
        const dx = px - t * bx;
        const dy = py - t * by;
        const dz = Math.max(Math.abs(pz - t * bz) - thickness / 2, 0);
        const distance = Math.sqrt(dx * dx + dy * dy + dz * dz);
        const share = Math.min(Math.max((radius - distance) / spacing + 0.5, 0), 1) * strength;
        const at = row * size + column;
        if (share > cover[at]) cover[at] = share;
      }
    }
  }
}
