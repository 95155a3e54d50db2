/** The pixels that distances are measured between, cut to the box that holds them. */
import type { BinaryMask, Box } from './mask-box.js';
import type { Offset } from './neighborhood.js';
import type { Size } from './squared-distances.js';

/** A part of an image: a mask of sites, and where they are. */
export interface SiteCrop {
  /** 1 at a site. */
  mask: Uint8Array;
  /** Indices of the sites in `mask`. */
  sites: Int32Array;
}

export function boxSize({ start, end }: Box): Size {
  return [end[0] - start[0], end[1] - start[1], end[2] - start[2]];
}

/** All foreground pixels inside a box that holds them all. */
export function regionSites({ data, count }: BinaryMask, size: Size, box: Box): SiteCrop {
  const [depth, height, width] = boxSize(box);
  const mask = new Uint8Array(depth * height * width);
  for (let z = 0, to = 0; z < depth; z++) {
    for (let y = 0; y < height; y++, to += width) {
      const from = ((z + box.start[0]) * size[1] + y + box.start[1]) * size[2] + box.start[2];
      mask.set(data.subarray(from, from + width), to);
    }
  }
  const sites = new Int32Array(count);
  for (let i = 0, n = 0; n < count; i++) if (mask[i] === 1) sites[n++] = i;
  return { mask, sites };
}

/**
 * The inner boundary: foreground pixels with a neighbor that is background or beyond the border of the image. This is
 * the mask minus its erosion with border value 0, as in SciPy, MedPy and MONAI.
 */
export function boundarySites(
  region: SiteCrop,
  [depth, height, width]: Size,
  offsets: readonly Offset[],
): SiteCrop {
  const { mask } = region;
  const volume = offsets.some(([dz]) => dz !== 0);
  // The four neighbors that every connectivity has are asked first, in one expression: that halves the time.
  const others = offsets
    .filter(([dz, dy, dx]) => dz !== 0 || dy * dx !== 0)
    .map(([dz, dy, dx]) => (dz * height + dy) * width + dx);
  const boundary = new Uint8Array(mask.length);
  const sites = new Int32Array(region.sites.length);
  let count = 0;
  for (let z = 0, i = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      // Everything beyond the box is background: the box holds all foreground, or ends with the image.
      const edge = y === 0 || y === height - 1 || (volume && (z === 0 || z === depth - 1));
      for (let x = 0; x < width; x++, i++) {
        if (mask[i] === 0) continue;
        if (!edge && x > 0 && x < width - 1) {
          let inside = mask[i - width] & mask[i - 1] & mask[i + 1] & mask[i + width];
          for (let n = 0; n < others.length && inside === 1; n++) inside = mask[i + others[n]];
          if (inside === 1) continue;
        }
        boundary[i] = 1;
        sites[count++] = i;
      }
    }
  }
  return { mask: boundary, sites: sites.slice(0, count) };
}
