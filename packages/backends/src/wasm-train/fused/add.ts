/** Add and AddN in tasks for the heap's threads; undefined leaves other broadcasts than of a bias to the backend. */
import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { GRAIN, partsOf } from '../parts.js';
import { fillColumns, rowsOf } from './rows.js';
import type { Workspace } from './workspace.js';

/** Adds two tensors of one shape, or an image and one number for each channel. */
export function add(
  workspace: Workspace,
  { a, b }: { a: TensorInfo; b: TensorInfo },
): TensorInfo | undefined {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
  if (util.arraysEqual(a.shape, b.shape)) return addAll(workspace, [a, b]);
  if (isBias(b, a)) return addBias(workspace, a, b);
  return isBias(a, b) ? addBias(workspace, b, a) : undefined;
}

/** In the inputs' order, as the backend's own does. */
export function addN(workspace: Workspace, inputs: Record<string, TensorInfo>): TensorInfo | undefined {
  const tensors = Object.values(inputs);
  return tensors.length > 1 && tensors.every(({ dtype }) => dtype === 'float32')
    ? addAll(workspace, tensors)
    : undefined;
}

function addAll(workspace: Workspace, [first, ...others]: TensorInfo[]): TensorInfo {
  const y = workspace.output(first.shape);
  const to = workspace.address(y);
  const parts = partsOf(util.sizeFromShape(first.shape), GRAIN);
  let left = workspace.address(first);
  for (const other of others) {
    const right = workspace.address(other);
    workspace.run(
      parts.map(([begin, end]) => ['add', left + 4 * begin, right + 4 * begin, to + 4 * begin, end - begin]),
    );
    left = to;
  }
  return y;
}

function isBias({ shape }: TensorInfo, image: TensorInfo): boolean {
  const channels = shape[shape.length - 1];
  return (
    shape.length > 0 &&
    shape.length <= image.shape.length &&
    channels === image.shape[image.shape.length - 1] &&
    util.sizeFromShape(shape) === channels
  );
}

function addBias(workspace: Workspace, image: TensorInfo, bias: TensorInfo): TensorInfo {
  const y = workspace.output(image.shape);
  const rows = rowsOf(image.shape);
  const { width, count, tail } = rows;
  const numbers = workspace.values(bias).slice();
  workspace.withArrays([4 * width], (columns) => {
    fillColumns(workspace, rows, columns, numbers);
    const [from, to] = [workspace.address(image), workspace.address(y)];
    workspace.run(
      partsOf(count, Math.ceil(GRAIN / width)).map(([begin, end]) => {
        const at = 4 * width * begin;
        return ['addRow', from + at, columns, to + at, end - begin, width];
      }),
    );
    const at = 4 * width * count;
    if (tail > 0) workspace.kernels.add(from + at, columns, to + at, tail);
  });
  return y;
}
