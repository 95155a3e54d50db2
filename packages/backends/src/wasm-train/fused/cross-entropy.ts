/**
 * MiniSegCrossEntropy: logits [.., C] and int32 labels [..] -> [loss, gradient of the loss]. The weighted mean of
 * -log softmax over the pixels that are not ignored; 0, with a gradient of 0, where the weights add up to 0.
 * MiniSegScale: x times a number.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { GRAIN, partsOf } from '../parts.js';
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
  const parts = partsOf(pixels, 4096);
  const loss = workspace.withArrays([4 * classes, 16 * parts.length], (table, sums) => {
    workspace.floats(table, classes).set(weights);
    const [from, of, to] = [logits, labels, gradient].map((tensor) => workspace.address(tensor));
    workspace.run(
      parts.map(([begin, end], part) => [
        ...([
          'crossEntropy',
          from + 4 * classes * begin,
          of + 4 * begin,
          table,
          classes,
          end - begin,
        ] as const),
        ...([to + 4 * classes * begin, sums + 16 * part] as const),
      ]),
    );
    let [weight, weighted] = [0, 0];
    for (const part of parts.keys()) {
      const [some, loss] = workspace.doubles(sums + 16 * part, 2);
      weight += some;
      weighted += loss;
    }
    const factor = weight > 0 ? 1 / weight : 0;
    runScale(workspace, to, factor, to, pixels * classes);
    return weighted * factor;
  });
  const value = workspace.output([]);
  workspace.values(value)[0] = loss;
  return [value, gradient];
}

export function scale(workspace: Workspace, { x }: Inputs, { factor }: { factor: number }): TensorInfo {
  const y = workspace.output(x.shape);
  const length = x.shape.reduce((a, b) => a * b, 1);
  runScale(workspace, workspace.address(x), factor, workspace.address(y), length);
  return y;
}

function runScale(workspace: Workspace, x: number, factor: number, y: number, length: number): void {
  workspace.run(
    partsOf(length, GRAIN).map(([begin, end]) => [
      'scale',
      x + 4 * begin,
      factor,
      y + 4 * begin,
      end - begin,
    ]),
  );
}
