/** Copies a box of a tensor into a box of another: what concat, slice, split and pad are made of. */
import type { KernelTask } from '../heap.js';
import { GRAIN, partsOf } from '../parts.js';
import type { Workspace } from './workspace.js';

export interface Side {
  /** Byte offset of the tensor. */
  address: number;
  shape: readonly number[];
  /** First element of the box along each axis. */
  begin: readonly number[];
}

/** Numbers of four bytes: float32 or int32. */
export function copyBox({ run }: Workspace, from: Side, to: Side, size: readonly number[]): void {
  if (size.includes(0)) return;
  const [source, target, box] = merged(from, to, size);
  const last = box.length - 1;
  const width = box[last];
  const tasks: KernelTask[] = [];
  const copyRows = (fromAt: number, toAt: number, rows: number): void => {
    const steps = [source.shape[last], target.shape[last]] as const;
    for (const [begin, end] of partsOf(rows, Math.ceil(GRAIN / width))) {
      const [fromHere, toHere] = [fromAt + begin * steps[0], toAt + begin * steps[1]];
      // A single row is cut across: it may be a whole tensor.
      for (const [left, right] of rows === 1 ? partsOf(width, GRAIN) : [[0, width] as const]) {
        const addresses = [source.address + 4 * (fromHere + left), target.address + 4 * (toHere + left)];
        tasks.push([
          'copyColumns',
          addresses[0],
          steps[0],
          addresses[1],
          steps[1],
          right - left,
          end - begin,
        ]);
      }
    }
  };
  const copy = (axis: number, fromAt: number, toAt: number): void => {
    if (axis === last - 1) {
      const fromStart = (fromAt + source.begin[axis]) * source.shape[last] + source.begin[last];
      copyRows(fromStart, (toAt + target.begin[axis]) * target.shape[last] + target.begin[last], box[axis]);
      return;
    }
    for (let i = 0; i < box[axis]; i++) {
      copy(
        axis + 1,
        (fromAt + source.begin[axis] + i) * source.shape[axis + 1],
        (toAt + target.begin[axis] + i) * target.shape[axis + 1],
      );
    }
  };
  copy(0, 0, 0);
  run(tasks);
}

/** At least two axes, of which those that the box fills in both tensors are joined to the one before. */
function merged(from: Side, to: Side, size: readonly number[]): [Side, Side, number[]] {
  const axes = { from: { shape: [1, 1], begin: [0, 0] }, to: { shape: [1, 1], begin: [0, 0] }, size: [1, 1] };
  for (let axis = 0; axis < size.length; axis++) {
    const last = axes.size.length - 1;
    const whole = size[axis] === from.shape[axis] && size[axis] === to.shape[axis];
    for (const [side, given] of [
      [axes.from, from],
      [axes.to, to],
    ] as const) {
      if (whole) {
        side.shape[last] *= size[axis];
        side.begin[last] *= size[axis];
      } else {
        side.shape.push(given.shape[axis]);
        side.begin.push(given.begin[axis]);
      }
    }
    if (whole) axes.size[last] *= size[axis];
    else axes.size.push(size[axis]);
  }
  return [{ address: from.address, ...axes.from }, { address: to.address, ...axes.to }, axes.size];
}
