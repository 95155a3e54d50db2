/** The layers of a model with the shapes that they see, from shapes alone: nothing is computed. */
import type { LayersModel, layers, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkModel } from '../builder/metadata.js';
import { check } from '../check-options.js';
import { ZooError } from '../errors.js';

export interface Visit {
  layer: layers.Layer;
  /** Of one image; a list where the layer has several inputs. */
  input: number[] | number[][];
  output: number[];
}

/**
 * Every use of every layer, once: a layer that is applied twice is visited twice.
 *
 * @param inputShape [batch, height, width, channels]; the shapes are those of one image, whatever the batch.
 * @throws {ZooError} `image` for another rank, or an image that the network does not take.
 */
export function walkLayers(model: LayersModel, inputShape: readonly number[]): Visit[] {
  checkModel(model);
  check(Array.isArray(inputShape), 'The shape', inputShape, 'it is [batch, height, width, channels]');
  if (inputShape.length !== 4 || inputShape.some((size) => !Number.isInteger(size) || size < 1)) {
    throw new ZooError(
      'image',
      `The shape is [${inputShape}]; it must be [batch, height, width, channels] in whole numbers, such as [1, 512, 512, 3].`,
    );
  }
  const known = new Map<number, number[]>([[model.inputs[0].id, [1, ...inputShape.slice(1)]]]);
  const visits: Visit[] = [];
  const shapeOf = (tensor: SymbolicTensor): number[] => {
    const found = known.get(tensor.id);
    if (found) return found;
    const { sourceLayer: layer, nodeIndex } = tensor;
    const inputs = layer.inboundNodes[nodeIndex].inputTensors.map(shapeOf);
    const input = inputs.length === 1 ? inputs[0] : inputs;
    const output = layer.computeOutputShape(input) as number[];
    known.set(tensor.id, output);
    visits.push({ layer, input, output });
    return output;
  };
  for (const output of model.outputs) shapeOf(output);
  return visits;
}
