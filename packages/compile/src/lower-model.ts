/** A model as a program: layer by layer, then sums fused. Only what the first output needs. */
import { checkModel, type Program, rememberedNormalization } from '@miniseg/engine';
import type { LayersModel, layers, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { CompileError, refuse } from './errors.js';
import { fuseAdditions } from './fuse-additions.js';
import { LayerWeights } from './layer-weights.js';
import type { Linear } from './linear.js';
import { type Lowering, lowerLayer } from './lower-layer.js';
import { ProgramBuilder } from './program-builder.js';

/**
 * The weights are copied: later training does not change the program.
 *
 * @param model With one input, an image [batch, height, width, channels], whose first output is resized to that image,
 *   as `miniSeg` makes it.
 * @throws CompileError for another model.
 * @example const program = await lowerModel(miniSeg({ preset: 'aaai' }));
 */
export async function lowerModel(model: LayersModel): Promise<Program> {
  checkModel('compile', model, refuse);
  const image = model.inputs[0];
  const channels = image.shape[3];
  const { sourceLayer: last, nodeIndex } = model.outputs[0];
  const ending = last.inboundNodes[nodeIndex].inputTensors;
  if (
    model.inputs.length !== 1 ||
    typeof channels !== 'number' ||
    last.getClassName() !== 'MiniSegUpsample' ||
    ending[1]?.id !== image.id
  ) {
    throw new CompileError(
      'invalid-argument',
      `compile takes a model with one image as input whose first output ends in Upsample to that image; ` +
        `'${model.name}' has ${model.inputs.length} inputs and ends in ${last.getClassName()}.`,
    );
  }
  const weights = new Map<layers.Layer, LayerWeights>();
  for (const layer of model.layers) weights.set(layer, await LayerWeights.read(layer));
  const builder = new ProgramBuilder();
  const known = new Map<number, Linear>([[image.id, builder.push({ op: 'input', channels })]]);
  const lower = (tensor: SymbolicTensor): Linear => {
    const done = known.get(tensor.id);
    if (done) return done;
    const layer = tensor.sourceLayer;
    const inputs = layer.inboundNodes[tensor.nodeIndex].inputTensors.map(lower);
    const map = lowerLayer({
      builder,
      layer,
      inputs,
      config: layer.getConfig() as unknown as Lowering['config'],
      weights: weights.get(layer) as LayerWeights,
    });
    known.set(tensor.id, map);
    return map;
  };
  const program = fuseAdditions({ nodes: builder.nodes, output: builder.value(lower(ending[0])) });
  const normalization = rememberedNormalization(model);
  return normalization ? { ...program, normalization } : program;
}
