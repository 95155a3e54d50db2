/** Add of tensors of one shape, in tasks for the heap's threads; undefined leaves broadcasts to the backend. */
import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { partsOf } from '../parts.js';
import type { Workspace } from './workspace.js';

export function add(
  workspace: Workspace,
  { a, b }: { a: TensorInfo; b: TensorInfo },
): TensorInfo | undefined {
  if (a.dtype !== 'float32' || b.dtype !== 'float32' || !util.arraysEqual(a.shape, b.shape)) return undefined;
  const y = workspace.output(a.shape);
  const [left, right, to] = [a, b, y].map((tensor) => workspace.address(tensor));
  workspace.run(
    partsOf(util.sizeFromShape(a.shape), 16384).map(([begin, end]) => {
      const at = 4 * begin;
      return ['add', left + at, right + at, to + at, end - begin];
    }),
  );
  return y;
}
