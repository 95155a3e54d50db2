/**
 * MiniSegCrossEntropy: logits [.., C] and int32 labels [..] -> [loss, gradient of the loss]. The weighted mean of
 * -log softmax over the pixels that are not ignored; 0, with a gradient of 0, where the weights add up to 0.
 * MiniSegScale: x times a number.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Workspace } from './workspace.js';

type Inputs = Record<string, TensorInfo>;

/** A label that is no class is ignored. */
export function crossEntropy(
  workspace: Workspace,
  { logits, labels }: Inputs,
  { weights }: { weights: number[] },
): TensorInfo[] {
  const classes = logits.shape[logits.shape.length - 1];
  const pixels = logits.shape.slice(0, -1).reduce((a, b) => a * b, 1);
  const gradient = workspace.output(logits.shape);
  const loss = workspace.withArrays([4 * classes, 16], (table, sums) => {
    workspace.floats(table, classes).set(weights);
    workspace.kernels.crossEntropy(
      workspace.address(logits), workspace.address(labels), table, classes, pixels, workspace.address(gradient), sums,
    ); // biome-ignore format: one line of addresses
    const [weight, weighted] = workspace.doubles(sums, 2);
    const factor = weight > 0 ? 1 / weight : 0;
    const at = workspace.address(gradient);
    workspace.kernels.scale(at, factor, at, pixels * classes);
    return weighted * factor;
  });
  const value = workspace.output([]);
  workspace.values(value)[0] = loss;
  return [value, gradient];
}

export function scale(workspace: Workspace, { x }: Inputs, { factor }: { factor: number }): TensorInfo {
  const y = workspace.output(x.shape);
  workspace.kernels.scale(
    workspace.address(x),
    factor,
    workspace.address(y),
    x.shape.reduce((a, b) => a * b, 1),
  );
  return y;
}
