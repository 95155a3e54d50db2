/** Multiply-accumulates of a model's convolutions, from shapes alone: nothing is computed. */
import { checkModel } from '@miniseg/engine';
import type { LayersModel, layers, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { ModelError, refuse } from '../errors.js';

type Shape = number[];
interface CountsItself {
  countMacs(inputShape: Shape | Shape[]): number;
}

/**
 * Convolutions and dense layers count; normalization, activation, pooling, resizing and sums do not.
 *
 * @param inputShape [batch, height, width, channels]; the count is for one image, whatever the batch.
 * @throws {ModelError} for a model with several inputs or another rank.
 * @example countMacs(miniSeg({ preset: 'paper' }), [1, 512, 512, 3]); // 2,226,913,280
 */
export function countMacs(model: LayersModel, inputShape: number[]): number {
  if (
    model?.inputs?.length !== 1 ||
    inputShape?.length !== 4 ||
    !Array.isArray(inputShape) ||
    inputShape.some((size) => !Number.isInteger(size) || size < 1)
  ) {
    throw new ModelError(
      'invalid-argument',
      `countMacs got the shape [${inputShape}] for a model with ${model?.inputs?.length} inputs; it takes ` +
        '[batch, height, width, channels] in whole numbers, such as [1, 512, 512, 3], for a model with one input.',
    );
  }
  checkModel('countMacs', model, refuse);
  const known = new Map<number, Shape>([[model.inputs[0].id, [1, ...inputShape.slice(1)]]]);
  const counted = new Set<string>();
  let macs = 0;
  const shapeOf = (tensor: SymbolicTensor): Shape => {
    const shape = known.get(tensor.id);
    if (shape) return shape;
    const { sourceLayer: layer, nodeIndex } = tensor;
    const node = layer.inboundNodes[nodeIndex];
    const inputs = node.inputTensors.map(shapeOf);
    const given = inputs.length === 1 ? inputs[0] : inputs;
    const outputs = layer.computeOutputShape(given) as Shape | Shape[];
    const list = Array.isArray(outputs[0]) ? (outputs as Shape[]) : [outputs as Shape];
    for (const [i, output] of node.outputTensors.entries()) known.set(output.id, list[i]);
    const key = `${layer.id}:${nodeIndex}`;
    if (!counted.has(key)) macs += macsOf(layer, given, list[0]);
    counted.add(key);
    return known.get(tensor.id) as Shape;
  };
  for (const output of model.outputs) shapeOf(output);
  return macs;
}

function macsOf(layer: layers.Layer, input: Shape | Shape[], output: Shape): number {
  if ('countMacs' in layer) return (layer as unknown as CountsItself).countMacs(input);
  const [kernel] = layer.trainableWeights.map((weight) => weight.shape as number[]);
  const outputs = output.slice(1).reduce((a, b) => a * b, 1);
  switch (layer.getClassName()) {
    // Every output element sees kernel area times input channels: the kernel without its last dimension.
    case 'Conv2D':
    case 'Dense':
      return outputs * kernel.slice(0, -1).reduce((a, b) => a * b, 1);
    case 'DepthwiseConv2D':
      return outputs * kernel[0] * kernel[1];
    default:
      return 0;
  }
}
