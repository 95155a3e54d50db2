/** What the numbers of a model's first output are, and the labels that follow from them. */
import { classifyLogits, type Segmentation } from '@miniseg/engine';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelError } from '../errors.js';

export type OutputKind = 'logits' | 'sigmoid' | 'softmax';

/**
 * By the activation in which the model ends, behind layers that only resize or rename.
 *
 * @throws {ModelError} for a sigmoid over several channels: its labels may overlap, and a mask has one for each pixel.
 */
export function outputKind(model: LayersModel): OutputKind {
  let [{ sourceLayer: layer, nodeIndex }] = model.outputs;
  while (PASSIVE.includes(layer.getClassName())) {
    const [input] = layer.inboundNodes[nodeIndex].inputTensors;
    ({ sourceLayer: layer, nodeIndex } = input);
  }
  const { activation, kind } = layer.getConfig() as { activation?: unknown; kind?: unknown };
  const name = String((activation as { class_name?: string } | null)?.class_name ?? activation ?? kind);
  const channels = model.outputs[0].shape[3] ?? 1;
  if (layer.getClassName() === 'Softmax' || (name === 'softmax' && channels > 1)) return 'softmax';
  if (name !== 'sigmoid') return 'logits';
  if (channels > 1) {
    throw new ModelError(
      'invalid-argument',
      `The model ends in a sigmoid over ${channels} channels, whose labels may overlap; segment gives one label for each ` +
        'pixel. Call model.predict and threshold each channel, or end the model in a softmax or in logits.',
    );
  }
  return 'sigmoid';
}

const PASSIVE: readonly string[] = ['MiniSegUpsample', 'UpSampling2D', 'Dropout', 'Reshape', 'Cropping2D'];

/**
 * @param values [pixels, channels]. One channel tells background (0) from foreground (1), from probability 0.5 on.
 * @throws {ModelError} for values that are no numbers.
 */
export function classifyOutput(
  values: Float32Array,
  channels: number,
  kind: OutputKind,
  probabilities: boolean,
): Pick<Segmentation, 'classes' | 'mask' | 'probabilities'> {
  if (values.some(Number.isNaN)) {
    throw new ModelError(
      'image',
      "The model's output is not a number (NaN): its weights are NaN or very large. Train it again, or load other weights.",
    );
  }
  const classes = Math.max(2, channels);
  const logits = channels === 1 ? pairs(values, kind) : values;
  const result = classifyLogits(logits, classes, probabilities && kind !== 'softmax');
  return {
    classes,
    ...result,
    ...(probabilities && kind === 'softmax' && { probabilities: values.slice() }),
  };
}

/** Logits of background and foreground, whose softmax is the foreground's probability p: 0 and log(p / (1 - p)). */
function pairs(values: Float32Array, kind: OutputKind): Float32Array {
  return Float32Array.from({ length: 2 * values.length }, (_, i) => {
    const value = values[i >> 1];
    if (i % 2 === 0) return 0;
    return kind === 'sigmoid' ? Math.log(value / (1 - value)) : value;
  });
}
