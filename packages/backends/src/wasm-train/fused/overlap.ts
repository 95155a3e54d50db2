/**
 * MiniSegOverlap: logits [images, .., C] and int32 labels [images, ..] -> [loss, gradient of the loss]. 1 - the mean Dice or
 * Tversky index over classes, as `dice` and `tversky` of @miniseg/losses define them; here the few numbers of each class are
 * computed in float64.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { partsOf } from '../parts.js';
import type { Workspace } from './workspace.js';

interface Attributes {
  alpha: number;
  beta: number;
  /** Added to the numerator and the denominator of the index I / (k I + alpha P + beta Y). */
  smooth: number;
  background: boolean;
  perImage: boolean;
  ignoreLabel: number;
}

/** Pixels that are worth a task. */
const PIXELS = 4096;
/** Float64 numbers of a class, as the kernel lays them out. */
const SUMS = 3;

export function overlap(
  workspace: Workspace,
  { logits, labels }: Record<string, TensorInfo>,
  attributes: Attributes,
): TensorInfo[] {
  const { perImage, ignoreLabel } = attributes;
  const classes = logits.shape[logits.shape.length - 1];
  const pixels = logits.shape.slice(0, -1).reduce((a, b) => a * b, 1);
  const groups = perImage ? logits.shape[0] : 1;
  const ofGroup = pixels / groups;
  const gradient = workspace.output(logits.shape);
  const parts = Array.from({ length: groups }, (_, group) =>
    partsOf(ofGroup, PIXELS).map(([begin, end]) => ({
      group,
      from: group * ofGroup + begin,
      count: end - begin,
    })),
  ).flat();
  const numbers = SUMS * classes;
  const sizes = [8 * numbers * parts.length, 4 * classes * groups, 4 * classes * groups];
  const loss = workspace.withArrays(sizes, (sums, onLabeled, everywhere) => {
    const [from, of, to] = [logits, labels, gradient].map((tensor) => workspace.address(tensor));
    workspace.run(
      parts.map((part, i) => [
        ...(['overlapSums', from + 4 * classes * part.from, of + 4 * part.from, ignoreLabel] as const),
        ...([classes, part.count, to + 4 * classes * part.from, sums + 8 * numbers * i] as const),
      ]),
    );
    const totals = Array.from({ length: groups }, () => new Float64Array(numbers));
    for (const [i, { group }] of parts.entries()) {
      const some = workspace.doubles(sums + 8 * numbers * i, numbers);
      for (const [at, value] of some.entries()) totals[group][at] += value;
    }
    const { value, steps } = indexLoss(totals, classes, attributes);
    workspace.floats(onLabeled, classes * groups).set(steps.map((step) => step.onLabeled));
    workspace.floats(everywhere, classes * groups).set(steps.map((step) => step.everywhere));
    workspace.run(
      parts.map(({ group, from: first, count }) => [
        ...(['overlapGradient', of + 4 * first, ignoreLabel] as const),
        ...([onLabeled + 4 * classes * group, everywhere + 4 * classes * group] as const),
        ...([classes, count, to + 4 * classes * first] as const),
      ]),
    );
    return value;
  });
  const result = workspace.output([]);
  workspace.values(result)[0] = loss;
  return [result, gradient];
}

/** The loss from the sums of each group and class, and its gradient by the probabilities, group by group. */
function indexLoss(
  totals: readonly Float64Array[],
  classes: number,
  { alpha, beta, smooth, background }: Attributes,
): { value: number; steps: { onLabeled: number; everywhere: number }[] } {
  const k = 1 - alpha - beta;
  const indices = totals.flatMap((sums) =>
    Array.from({ length: classes }, (_, c) => {
      const [both, predicted, labeled] = sums.subarray(SUMS * c);
      const denominator = k * both + alpha * predicted + beta * labeled + smooth || 1;
      const counts = (c > 0 || background) && (smooth > 0 || labeled > 0);
      return { counts, denominator, score: (both + smooth) / denominator };
    }),
  );
  const share = 1 / (indices.filter(({ counts }) => counts).length || 1);
  let value = 0;
  const steps = indices.map(({ counts, denominator, score }) => {
    if (!counts) return { onLabeled: 0, everywhere: 0 };
    value += share * (1 - score);
    const step = share / denominator;
    return { onLabeled: step * (k * score - 1), everywhere: step * alpha * score };
  });
  return { value, steps };
}
