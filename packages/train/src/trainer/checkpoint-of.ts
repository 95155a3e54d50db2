/** From a trainer's tensors to a checkpoint and back. */
import { tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { WeightAverage } from '../averaging/weight-average.js';
import type { CheckpointState, Tensor32, TrainingCheckpoint } from '../checkpoint/checkpoint-file.js';
import { restoreWeights } from '../checkpoint/restore-weights.js';
import { TrainError } from '../errors.js';
import { FlatLayout } from '../optimizers/flat-layout.js';
import type { NamedOptimizer } from '../optimizers/named-optimizer.js';
import { keyedWeights } from './weight-keys.js';

/**
 * Reads weights, running values and moments.
 *
 * @throws {TrainError} `model` for weights that are not float32
 */
export async function checkpointOf(
  model: LayersModel,
  optimizer: NamedOptimizer,
  state: CheckpointState,
  average?: WeightAverage,
): Promise<TrainingCheckpoint> {
  const keyed = keyedWeights(model);
  const odd = keyed.find(({ weight }) => weight.dtype !== 'float32');
  if (odd)
    throw new TrainError('model', `The weight ${odd.key} is ${odd.weight.dtype}; checkpoints hold float32.`);
  const layout = new FlatLayout(
    keyed.map(({ key }) => key),
    keyed.map(({ weight }) => weight.shape as number[]),
  );
  const flat = tidy(() => layout.flatten(keyed.map(({ weight }) => weight.read())));
  const values = layout.cut((await flat.data()) as Float32Array);
  flat.dispose();
  const shapes = new Map(keyed.map(({ key, weight }) => [key, weight.shape as number[]]));
  const named = (of: Map<string, Float32Array>): Map<string, Tensor32> =>
    new Map([...of].map(([key, data]) => [key, { shape: shapes.get(key) as number[], data }]));
  const { step, slots } = await optimizer.state();
  const keyOf = new Map(keyed.map(({ key, weight }) => [weight.name, key]));
  const moments = Object.entries(slots).map(([slot, byVariable]) => {
    const own = [...byVariable].filter(([name]) => keyOf.has(name));
    return [slot, named(new Map(own.map(([name, data]) => [keyOf.get(name) as string, data])))] as const;
  });
  return {
    state: { ...state, optimizer: { className: optimizer.getClassName(), step } },
    weights: named(values),
    slots: Object.fromEntries(moments),
    ...(average ? { average: await average.values() } : {}),
  };
}

/** @throws {TrainError} `mismatch` for a checkpoint of another optimizer */
export function checkOptimizer({ state }: TrainingCheckpoint, optimizer: NamedOptimizer): void {
  const { className } = state.optimizer;
  if (className === optimizer.getClassName()) return;
  throw new TrainError(
    'mismatch',
    `The checkpoint was written with ${className}, the run uses ${optimizer.getClassName()}. Use the same optimizer, or ` +
      'restoreWeights and a new run.',
  );
}

/** Writes a checkpoint, whose fit was checked, into model and optimizer. */
export function restoreCheckpoint(
  checkpoint: TrainingCheckpoint,
  model: LayersModel,
  optimizer: NamedOptimizer,
  average?: WeightAverage,
): void {
  restoreWeights(model, checkpoint, 'trained');
  if (checkpoint.average) average?.restore(checkpoint.average);
  const nameOf = new Map(keyedWeights(model).map(({ key, weight }) => [key, weight.name]));
  const slots = Object.entries(checkpoint.slots).map(([slot, moments]) => {
    const named = [...moments].map(([key, { data }]) => [nameOf.get(key) ?? key, data] as const);
    return [slot, new Map(named)] as const;
  });
  optimizer.restore({ step: checkpoint.state.optimizer.step, slots: Object.fromEntries(slots) });
}

/** The first weight or moment that is not finite. */
export function firstNonFinite({
  weights,
  slots,
  average = new Map(),
}: TrainingCheckpoint): string | undefined {
  for (const tensors of [weights, ...Object.values(slots), average]) {
    for (const [key, { data }] of tensors) if (!data.every(Number.isFinite)) return key;
  }
  return undefined;
}
