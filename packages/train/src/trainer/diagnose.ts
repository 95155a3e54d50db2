import { batchTensors } from '@miniseg/data/tfjs';
import { mul, type NamedTensorMap, sum, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { type LayersModel, model as makeModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Diagnosis } from '../errors.js';
import type { TrainingBatch } from '../types.js';
import { withSeededLayers } from './random-layers.js';
import type { Snapshot } from './snapshot.js';
import { keyedWeights } from './weight-keys.js';

export interface Suspects {
  model: LayersModel;
  batch: TrainingBatch;
  /** Weights before the step. */
  before: Snapshot;
  loss: number;
  gradients: NamedTensorMap;
  seed: number;
  microStep: number;
}

/**
 * The first thing that is not finite, in the order of the computation: an image, a weight, a layer's output, the loss,
 * a gradient (of the layers from the last to the first). Runs the model once more, so restore the weights afterwards.
 */
export async function diagnose(suspects: Suspects): Promise<Diagnosis['first']> {
  const { model, batch, before, loss, gradients } = suspects;
  const pixels = batch.images.length / Math.max(1, batch.indices.length);
  const at = batch.images.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) return { kind: 'input', name: `image of item ${batch.indices[Math.floor(at / pixels)]}` };
  const weight = await before.firstNonFinite();
  if (weight !== undefined) return { kind: 'weight', name: weight };
  const layer = await firstLayer(suspects).catch(() => undefined);
  if (layer !== undefined) return { kind: 'layer', name: layer };
  if (!Number.isFinite(loss)) return { kind: 'loss', name: 'loss' };
  for (const { key, weight } of keyedWeights(model).reverse()) {
    const gradient = gradients[weight.name];
    if (gradient && !(await allFinite(gradient))) return { kind: 'gradient', name: key };
  }
  return { kind: 'gradient', name: 'the norm of all gradients together, beyond float32' };
}

/** The first layer whose output is not finite. */
async function firstLayer({ model, batch, seed, microStep }: Suspects): Promise<string | undefined> {
  const layers = model.layers.filter(({ inboundNodes }) => inboundNodes.length === 1);
  const outputs = layers.flatMap((layer) => [layer.output].flat() as SymbolicTensor[]);
  const names = layers.flatMap((layer) => [layer.output].flat().map(() => layer.name));
  const inside = makeModel({ inputs: model.inputs, outputs });
  const flags = tidy(() => {
    const { xs } = batchTensors(batch);
    const values = withSeededLayers(model, seed, microStep, () => inside.apply(xs, { training: true }));
    return ([values].flat() as Tensor[]).map(nonFinite);
  });
  let found: string | undefined;
  for (const [i, flag] of flags.entries()) {
    if (found === undefined && Number.isNaN((await flag.data())[0])) found = names[i];
    flag.dispose();
  }
  return found;
}

async function allFinite(tensor: Tensor): Promise<boolean> {
  return (await tensor.data()).every(Number.isFinite);
}

/** NaN where any element is NaN or infinite, else 0. */
function nonFinite(tensor: Tensor): Tensor {
  return sum(mul(tensor, 0));
}
