import type { LayersModel, layers } from '@tensorflow/tfjs-layers';

type Shape = (number | null)[];

/**
 * The memory that the outputs of all layers take together, in bytes, for images of this shape: less than a training step needs, as layers
 * keep intermediate results of their own.
 *
 * @param shape [samples, height, width, channels]
 */
export function activationBytes(model: LayersModel, shape: readonly number[]): number {
  const shapes = new Map<string, Shape[]>();
  let elements = 0;
  for (const layer of model.layers) {
    const node = layer.inboundNodes[0];
    const from = node.inboundLayers.map(
      (source, i) => shapes.get(source.name)?.[node.tensorIndices[i]] ?? [],
    );
    const outputs = from.length === 0 ? [[...shape]] : outputShapes(layer, from);
    shapes.set(layer.name, outputs);
    for (const output of outputs)
      elements += output.reduce<number>((product, size) => product * (size ?? 1), 1);
  }
  return 4 * elements;
}

function outputShapes(layer: layers.Layer, inputs: Shape[]): Shape[] {
  const output = layer.computeOutputShape(inputs.length === 1 ? inputs[0] : inputs) as Shape | Shape[];
  return Array.isArray(output[0]) ? (output as Shape[]) : [output as Shape];
}
