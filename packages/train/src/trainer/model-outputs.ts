import type { LayersModel } from '@tensorflow/tfjs-layers';
import { check } from '../check-options.js';
import { TrainError } from '../errors.js';

export interface ModelOutputs {
  heads: number;
  classes: number;
  /** Channels of the input; null where the model takes any number. */
  channels: number | null;
}

/** @throws {TrainError} `invalid-argument` unless this has the parts of a LayersModel, of this copy of tfjs or another */
export function checkModel(model: LayersModel): void {
  const isModel = Array.isArray(model?.inputs) && Array.isArray(model.outputs) && Array.isArray(model.layers);
  check(
    isModel,
    'The model',
    model,
    'give a tf.LayersModel, such as miniSeg() or tf.model({ inputs, outputs })',
  );
}

/**
 * Checks that a model can be trained for segmentation, and tells how many heads, classes and channels it has.
 *
 * @throws {TrainError} `model` unless it has one input [batch, height, width, channels] and every output is
 * [batch, height, width, classes] with the same two or more classes
 */
export function logitsOf(model: LayersModel): ModelOutputs {
  checkModel(model);
  const inputs = model.inputs.map(({ shape }) => shape);
  const outputs = model.outputs.map(({ shape }) => shape);
  const classes = outputs[0].at(-1) ?? 0;
  if (
    inputs.length === 1 &&
    inputs[0].length === 4 &&
    classes >= 2 &&
    outputs.every((shape) => shape.length === 4 && shape[3] === classes)
  ) {
    return { heads: outputs.length, classes, channels: inputs[0][3] };
  }
  const show = (shapes: typeof outputs) =>
    shapes.map((shape) => `[${shape.map((n) => n ?? 'null')}]`).join(', ');
  throw new TrainError(
    'model',
    `The model goes from ${show(inputs)} to ${show(outputs)}. It must have one input [batch, height, width, channels] ` +
      'and logits [batch, height, width, classes] with at least two classes, the same for every output; give background ' +
      'a channel of its own, and leave out a final softmax.',
  );
}
