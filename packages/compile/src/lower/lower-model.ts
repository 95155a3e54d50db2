/** A model as a program: layer by layer, then sums fused. Only what the first output needs. */
import { checkModel, type Program, rememberedNormalization } from '@miniseg/engine';
import type { LayersModel, layers, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { CompileError, refuse } from '../errors.js';
import { BLOCKS } from './blocks.js';
import { CONVOLUTIONS } from './convolutions.js';
import { fuseAdditions } from './fuse-additions.js';
import { LayerWeights } from './layer-weights.js';
import type { Linear } from './linear.js';
import { type Lower, type Lowering, unsupported } from './lowering.js';
import { MAPS } from './maps.js';
import { ProgramBuilder } from './program-builder.js';

const LAYERS: Readonly<Record<string, Lower>> = { ...BLOCKS, ...CONVOLUTIONS, ...MAPS };

/**
 * The weights are copied: later training does not change the program.
 *
 * @param model With one input, an image [batch, height, width, channels], whose first output is a map.
 * @throws {CompileError} 'layer' for a layer that has no compiled form, by its name; 'invalid-argument' for what is no model.
 * @example const program = await lowerModel(miniSeg({ preset: 'aaai' }));
 */
export async function lowerModel(model: LayersModel): Promise<Program> {
  checkModel('compile', model, refuse);
  const [image] = model.inputs;
  const channels = image?.shape[3];
  const [output] = model.outputs;
  if (model.inputs.length !== 1 || typeof channels !== 'number' || output.shape.length !== 4) {
    throw new CompileError(
      'layer',
      `compile takes a model with one image [batch, height, width, channels] as input and a map as first output; ` +
        `'${model.name}' has ${model.inputs.length} inputs, the first of shape [${image?.shape}], and gives [${output.shape}].`,
    );
  }
  const weights = new Map<layers.Layer, LayerWeights>();
  for (const layer of model.layers) weights.set(layer, await LayerWeights.read(layer));
  const activation = endingOf(output);
  const readers = countReaders(output);
  const builder = new ProgramBuilder();
  const known = new Map<number, Linear>([[image.id, builder.push({ op: 'input', channels })]]);
  const lower = (tensor: SymbolicTensor): Linear => {
    const done = known.get(tensor.id);
    if (done) return done;
    const layer = tensor.sourceLayer;
    const { inputTensors } = layer.inboundNodes[tensor.nodeIndex];
    const way = Object.hasOwn(LAYERS, layer.getClassName()) ? LAYERS[layer.getClassName()] : undefined;
    if (!way) throw unsupported({ layer }, '');
    const lowering: Lowering = {
      builder,
      layer,
      inputs: inputTensors.map(lower),
      shapes: inputTensors.map(({ shape }) => shape),
      shape: tensor.shape,
      config: layer.getConfig(),
      weights: weights.get(layer) as LayerWeights,
      alone: readers.get(inputTensors[0].id) === 1,
      ...(tensor === output && activation && { ending: activation }),
    };
    const map = way(lowering);
    known.set(tensor.id, map);
    return map;
  };
  const logits = resizedToImage(output, image) ?? output;
  const program = fuseAdditions({ nodes: builder.nodes, output: builder.map(lower(logits)) });
  const normalization = rememberedNormalization(model);
  return { ...program, ...(activation && { activation }), ...(normalization && { normalization }) };
}

/** How many layers read each tensor that the output needs. */
function countReaders(output: SymbolicTensor): Map<number, number> {
  const readers = new Map<number, number>();
  const visit = (tensor: SymbolicTensor): void => {
    const seen = readers.get(tensor.id) ?? 0;
    readers.set(tensor.id, seen + 1);
    if (seen > 0) return;
    tensor.sourceLayer.inboundNodes[tensor.nodeIndex]?.inputTensors.forEach(visit);
  };
  visit(output);
  return readers;
}

/** The sigmoid or softmax in which a model ends. */
function endingOf({ sourceLayer: layer }: SymbolicTensor): Program['activation'] {
  const { activation, kind } = layer.getConfig();
  const name = layer.getClassName() === 'Softmax' ? 'softmax' : (kind ?? activation);
  return name === 'sigmoid' || name === 'softmax' ? name : undefined;
}

/** What an output resizes to the image, bilinearly: whatever runs a program does that itself. */
function resizedToImage(output: SymbolicTensor, image: SymbolicTensor): SymbolicTensor | undefined {
  const { sourceLayer: layer, nodeIndex } = output;
  const [x, like] = layer.inboundNodes[nodeIndex].inputTensors;
  if (like?.id !== image.id) return undefined;
  const { mode, alignCorners, divisor = 1 } = layer.getConfig();
  const smooth = mode === 'bilinear' && !alignCorners && divisor === 1;
  return layer.getClassName() === 'MiniSegUpsample' || (layer.getClassName() === 'MiniSegResize' && smooth)
    ? x
    : undefined;
}
