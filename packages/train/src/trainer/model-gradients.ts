import { batchTensors } from '@miniseg/data/tfjs';
import { deepSupervision, type SegmentationLoss } from '@miniseg/losses';
import { resizeBilinear } from '@miniseg/ops';
import {
  clone,
  dispose,
  keep,
  type Scalar,
  type Tensor3D,
  type Tensor4D,
  tidy,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { check } from '../check-options.js';
import type { StepContext, StepGradients, TrainingBatch } from '../types.js';
import { checkModel } from './model-outputs.js';
import { withSeededLayers } from './random-layers.js';

/**
 * The gradient function of a trainer: the model on the current backend, in training mode, with deep supervision over its
 * outputs. An output of another size than the labels is resized to them.
 */
export function modelGradients(batch: TrainingBatch, context: StepContext): StepGradients {
  const { images, shape } = batch ?? {};
  check(
    ArrayBuffer.isView(images) && Array.isArray(shape) && shape.length === 4,
    'The batch',
    batch,
    'it is one of a BatchSource',
  );
  check(typeof context === 'object' && context, 'The context', context, 'it is what a trainer passes');
  checkModel(context.model);
  const { model, loss, headWeights, seed, microStep } = context;
  check(typeof loss === 'function', 'The loss', loss, 'it is a function of labels and logits');
  const areWeights =
    Array.isArray(headWeights) && headWeights.length > 0 && headWeights.every(Number.isFinite);
  check(areWeights, 'headWeights', headWeights, 'they are a number for each output');
  const heads: Scalar[] = [];
  const recorded: SegmentationLoss = (labels, logits) => {
    const value = loss(labels, logits);
    heads.push(keep(clone(value)));
    return value;
  };
  const supervised = deepSupervision(recorded, { weights: headWeights });
  const variables = model.trainableWeights.map((weight) => weight.read() as Variable);
  try {
    const { value, grads } = withSeededLayers(model, seed, microStep, () =>
      tidy(() => {
        const { xs, ys } = batchTensors(batch);
        return variableGrads(() => {
          const outputs = model.apply(xs, { training: true }) as Tensor4D | Tensor4D[];
          const logits = Array.isArray(outputs) ? outputs : [outputs];
          return supervised(
            ys,
            logits.map((head) => atSizeOf(head, ys)),
          );
        }, variables);
      }),
    );
    return { loss: value, heads, gradients: grads };
  } catch (error) {
    dispose(heads);
    throw error;
  }
}

/** Logits at the size of the labels. */
export function atSizeOf(logits: Tensor4D, { shape: [, height, width] }: Tensor3D): Tensor4D {
  return logits.shape[1] === height && logits.shape[2] === width
    ? logits
    : resizeBilinear(logits, [height, width]);
}
