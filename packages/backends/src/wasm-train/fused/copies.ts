/**
 * Concat, Slice, SplitV, PadV2, Identity and Cast of tfjs, by copies inside the heap: the backend's own copy pixel by pixel in
 * JavaScript (the slice even copies the whole input first). Identity shares its input's memory, as on other backends:
 * every tensor that a gradient keeps is such a clone.
 *
 * Each gives undefined where it declines (strings, bools), and the backend's own kernel then runs.
 */
import { backend_util, type DataType, slice_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { copyBox } from './copy-box.js';
import type { Workspace } from './workspace.js';

export function identity(workspace: Workspace, { x }: { x: TensorInfo }): TensorInfo | undefined {
  if (x.dtype === 'string') return undefined;
  workspace.share(x);
  return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
}

/** To the same type; the backend copies even then. */
export function cast(
  workspace: Workspace,
  { x }: { x: TensorInfo },
  { dtype }: { dtype: DataType },
): TensorInfo | undefined {
  return dtype === x.dtype ? identity(workspace, { x }) : undefined;
}

export function concat(
  workspace: Workspace,
  inputs: Record<string, TensorInfo>,
  attributes: { axis: number },
): TensorInfo | undefined {
  const parts = Object.values(inputs);
  if (!parts.every(isFourBytes)) return undefined;
  const [axis] = util.parseAxisParam(attributes.axis, parts[0].shape);
  const shapes = parts.map(({ shape }) => shape);
  backend_util.assertParamsConsistent(shapes, axis);
  const y = workspace.output(backend_util.computeOutShape(shapes, axis), parts[0].dtype);
  const begin = y.shape.map(() => 0);
  for (const part of parts) {
    const source = { address: workspace.address(part), shape: part.shape, begin: part.shape.map(() => 0) };
    copyBox(workspace, source, { address: workspace.address(y), shape: y.shape, begin }, part.shape);
    begin[axis] += part.shape[axis];
  }
  return y;
}

export function slice(
  workspace: Workspace,
  { x }: { x: TensorInfo },
  attributes: { begin: number | number[]; size: number | number[] },
): TensorInfo | undefined {
  if (!isFourBytes(x)) return undefined;
  const [begin, size] = slice_util.parseSliceParams(
    x as never,
    attributes.begin as number[],
    attributes.size,
  );
  slice_util.assertParamsValid(x as never, begin, size);
  return cut(workspace, x, begin, size);
}

export function split(
  workspace: Workspace,
  { x }: { x: TensorInfo },
  attributes: { numOrSizeSplits: number | number[]; axis: number },
): TensorInfo[] | undefined {
  if (!isFourBytes(x)) return undefined;
  const [axis] = util.parseAxisParam(attributes.axis, x.shape);
  const begin = x.shape.map(() => 0);
  return backend_util.prepareSplitSize(x as never, attributes.numOrSizeSplits, axis).map((length) => {
    const size = x.shape.map((whole, i) => (i === axis ? length : whole));
    const part = cut(workspace, x, begin, size);
    begin[axis] += length;
    return part;
  });
}

export function pad(
  workspace: Workspace,
  { x }: { x: TensorInfo },
  { paddings, constantValue }: { paddings: [number, number][]; constantValue: number },
): TensorInfo | undefined {
  if (x.dtype !== 'float32') return undefined;
  const y = workspace.output(x.shape.map((length, i) => paddings[i][0] + length + paddings[i][1]));
  workspace.fill(y, constantValue);
  copyBox(
    workspace,
    { address: workspace.address(x), shape: x.shape, begin: x.shape.map(() => 0) },
    { address: workspace.address(y), shape: y.shape, begin: paddings.map(([before]) => before) },
    x.shape,
  );
  return y;
}

function cut(workspace: Workspace, x: TensorInfo, begin: number[], size: number[]): TensorInfo {
  const y = workspace.output(size, x.dtype);
  copyBox(
    workspace,
    { address: workspace.address(x), shape: x.shape, begin },
    { address: workspace.address(y), shape: size, begin: size.map(() => 0) },
    size,
  );
  return y;
}

function isFourBytes({ dtype }: TensorInfo): boolean {
  return dtype === 'float32' || dtype === 'int32';
}
