/** Boxes around labels: what is measured of a label is measured in its box, and a scan is mostly empty. */
import type { Vector3 } from '@miniseg/formats';

/** First (inclusive) and last (exclusive) index along each axis. */
export interface LabelBox {
  start: Vector3;
  end: Vector3;
}

/** The boxes of labels above 0 in either array; a label that neither holds has none. */
export function labelBoxes(
  [depth, height, width]: Vector3,
  arrays: readonly Uint8Array[],
): ReadonlyMap<number, LabelBox> {
  const boxes = new Map<number, LabelBox>();
  for (const labels of arrays) {
    for (let z = 0, at = 0; z < depth; z++) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++, at++) {
          const label = labels[at];
          if (label === 0) continue;
          const box = boxes.get(label);
          if (box === undefined) {
            boxes.set(label, { start: [z, y, x], end: [z + 1, y + 1, x + 1] });
            continue;
          }
          if (z < box.start[0]) box.start[0] = z;
          else if (z >= box.end[0]) box.end[0] = z + 1;
          if (y < box.start[1]) box.start[1] = y;
          else if (y >= box.end[1]) box.end[1] = y + 1;
          if (x < box.start[2]) box.start[2] = x;
          else if (x >= box.end[2]) box.end[2] = x + 1;
        }
      }
    }
  }
  return boxes;
}

/** The box with a voxel more on each side, where there is one: what lies at the border of the volume stays there. */
export const widened = ({ start, end }: LabelBox, shape: Vector3): LabelBox => ({
  start: start.map((at) => Math.max(0, at - 1)) as Vector3,
  end: end.map((at, axis) => Math.min(shape[axis], at + 1)) as Vector3,
});

/** 1 where the label is, 0 elsewhere, in the box alone. */
export function maskInBox(
  labels: Uint8Array,
  [, height, width]: Vector3,
  { start, end }: LabelBox,
  label: number,
): Uint8Array {
  const columns = end[2] - start[2];
  const mask = new Uint8Array((end[0] - start[0]) * (end[1] - start[1]) * columns);
  let to = 0;
  for (let z = start[0]; z < end[0]; z++) {
    for (let y = start[1]; y < end[1]; y++) {
      const from = (z * height + y) * width + start[2];
      for (let x = 0; x < columns; x++, to++) if (labels[from + x] === label) mask[to] = 1;
    }
  }
  return mask;
}
