/** One update of the weights: gradients of one or more batches, averaged, checked, clipped, applied. */
import {
  add,
  clipByValue,
  concat1d,
  dispose,
  keep,
  mul,
  reshape,
  square,
  sum,
  type Tensor1D,
  tidy,
} from '@tensorflow/tfjs-core';
import { checkBatch } from '../data/check-batch.js';
import { TrainError } from '../errors.js';
import { FlatLayout } from '../optimizers/flat-layout.js';
import type { StepGradients, TrainingBatch } from '../types.js';
import { stepError } from './lost-device.js';
import { checkMemory } from './memory-guard.js';
import { modelGradients } from './model-gradients.js';
import type { ResolvedTrainerOptions } from './resolve-options.js';

/** The sums over those batches of an update that have been computed. */
export interface Gathered {
  batches: number;
  /** Sums over the batches. */
  loss: number;
  heads: number[];
  indices: number[];
  /** Norm of the mean gradient. */
  norm: number;
  layout: FlatLayout;
  /** Sum of the gradients. */
  flat: Tensor1D;
}

/** Not an error for users: the trainer makes a diagnosis of it. */
export class NonFinite {
  constructor(
    readonly batch: TrainingBatch,
    readonly loss: number,
    readonly heads: number[],
    readonly result: StepGradients,
  ) {}
}

/**
 * Adds the gradients of one batch.
 *
 * @param gathered of the batches before, which is used up
 * @returns `NonFinite`, whose tensors the caller disposes, where loss or gradient are not finite
 * @throws {TrainError} `data`, `label`, `memory`, `device`, `model`
 */
export async function gather(
  batch: TrainingBatch,
  options: ResolvedTrainerOptions,
  place: { step: number; microStep: number },
  gathered: Gathered | undefined,
): Promise<Gathered | NonFinite> {
  const { model, loss, headWeights, seed, outputs, ignoreLabel } = options;
  checkBatch(batch, { ...outputs, ignoreLabel });
  if (options.gradients === modelGradients) checkMemory(model, batch.shape);
  try {
    const result = await options.gradients(batch, { model, loss, headWeights, seed, ...place });
    const { layout, flat } = flatten(result, options, gathered);
    const [total, squares, ...heads] = await read(result, flat);
    if (!Number.isFinite(total) || !Number.isFinite(squares)) {
      flat.dispose();
      return new NonFinite(batch, total, heads, result);
    }
    dispose([result.loss, result.heads, result.gradients]);
    const batches = (gathered?.batches ?? 0) + 1;
    return {
      batches,
      loss: (gathered?.loss ?? 0) + total,
      heads: heads.map((value, i) => value + (gathered?.heads[i] ?? 0)),
      indices: [...(gathered?.indices ?? []), ...batch.indices],
      norm: Math.sqrt(squares) / batches,
      layout,
      flat,
    };
  } catch (error) {
    throw await stepError(error, model, batch.shape);
  }
}

/** Changes the weights, and uses the gradients up. */
export async function apply(gathered: Gathered, { optimizer, clip }: ResolvedTrainerOptions): Promise<void> {
  const { flat, layout, batches } = gathered;
  const mean = tidy(() => {
    const scaled = batches === 1 ? flat : mul(flat, 1 / batches);
    return keep(
      (clip.value === undefined ? scaled : clipByValue(scaled, -clip.value, clip.value)) as Tensor1D,
    );
  });
  let { norm } = gathered;
  if (clip.norm !== undefined && clip.value !== undefined) {
    const squares = tidy(() => sum(square(mean)));
    norm = Math.sqrt((await squares.data())[0]);
    squares.dispose();
  }
  tidy(() => {
    const factor = clip.norm === undefined ? 1 : Math.min(1, clip.norm / (norm + 1e-6));
    optimizer.applyFlat(layout, (factor === 1 ? mean : mul(mean, factor)) as Tensor1D);
  });
  dispose([mean, flat]);
}

function flatten(
  { gradients }: StepGradients,
  { model }: ResolvedTrainerOptions,
  gathered: Gathered | undefined,
): Pick<Gathered, 'layout' | 'flat'> {
  const names = model.trainableWeights.map(({ name }) => name).filter((name) => gradients[name]);
  if (gathered && !gathered.layout.has(names)) {
    throw new TrainError(
      'model',
      'Batches of one update have gradients for different weights; use accumulate: 1.',
    );
  }
  const layout =
    gathered?.layout ??
    new FlatLayout(
      names,
      names.map((name) => gradients[name].shape),
    );
  const flat = tidy(() => {
    const own = layout.flatten(names.map((name) => gradients[name]));
    return gathered ? add<Tensor1D>(gathered.flat, own) : own;
  });
  gathered?.flat.dispose();
  return { layout, flat };
}

/** Everything in one read: the loss, the sum of the squared gradients, the loss of each head. */
async function read({ loss, heads }: StepGradients, flat: Tensor1D): Promise<number[]> {
  const figures = tidy(() =>
    concat1d([loss, sum(square(flat)), ...heads].map((value) => reshape(value, [1]) as Tensor1D)),
  );
  const values = [...(await figures.data())];
  figures.dispose();
  return values;
}
