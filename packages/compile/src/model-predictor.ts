/** The model itself, on the backend that is set: for networks with layers that have no compiled form. */
import {
  classifyLogits,
  networkInput,
  type Program,
  rememberedNormalization,
  type Slice,
} from '@miniseg/engine';
import { resizeBilinear } from '@miniseg/ops';
import { type Tensor, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkInput, type Predictor } from './predictor.js';
import { segmentWith } from './series.js';
import { warmUp } from './warm-up.js';

/**
 * @param model Is used, not copied: it must not be disposed before the predictor.
 * @param reason Why it is not compiled.
 */
export function modelPredictor(model: LayersModel, reason: string): Predictor {
  const channels = model.inputs[0].shape[3] as number;
  const outputs = model.outputs[0].shape[3] as number;
  // What checks of images and outputs go by.
  const facts: Program = {
    nodes: [
      { op: 'input', channels },
      { op: 'add', inputs: [0], channels: outputs },
    ],
    output: 1,
    ...(endsInSigmoid(model) && { activation: 'sigmoid' as const }),
    normalization: rememberedNormalization(model),
  };
  const output = (input: Tensor4D): Tensor4D =>
    model.outputs.length === 1
      ? (model.predict(input, { batchSize: input.shape[0] }) as Tensor4D)
      : (model.execute(input, model.outputs[0].name) as Tensor as Tensor4D);
  const run = async (slice: Slice) => {
    const { size, image, probabilities } = slice;
    const { height, width } = image;
    const map = tidy(() =>
      resizeBilinear(
        output(tensor4d(networkInput(slice, channels), [1, size.height, size.width, channels])),
        [height, width],
      ),
    );
    const values = await map.data<'float32'>().finally(() => map.dispose());
    const classes = Math.max(2, outputs);
    const logits = outputs > 1 ? values : pairs(values, facts.activation === 'sigmoid');
    return { height, width, classes, ...classifyLogits(logits, classes, probabilities) };
  };
  const predictor: Predictor = {
    target: 'tfjs',
    reason,
    segment: segmentWith(facts, run),
    async logits(input: Tensor4D) {
      checkInput(input);
      return tidy(() => output(input));
    },
    warmUp: (size) => warmUp(predictor, size),
    dispose: () => {},
  };
  return predictor;
}

function endsInSigmoid(model: LayersModel): boolean {
  const { activation, kind } = model.outputs[0].sourceLayer.getConfig();
  return (kind ?? activation) === 'sigmoid';
}

/** Logits 0 and z of a network with one output channel, of which a sigmoid gives the share. */
function pairs(values: Float32Array, shares: boolean): Float32Array {
  const logit = (value: number) => (shares ? Math.log(value / (1 - value)) : value);
  return Float32Array.from({ length: 2 * values.length }, (_, i) => (i % 2 ? logit(values[i >> 1]) : 0));
}
