/** A MiniSeg model as an ONNX file, for onnxruntime, WebNN, TensorRT and everything else that reads ONNX. */
import { checkModel } from '@miniseg/engine';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkOptions } from '../check-options.js';
import { ModelError, refuse } from '../errors.js';
import { modelMetadata } from '../metadata.js';
import { BlockWriter, type LayerSource } from './block-writer.js';
import { EMITTERS } from './emitters.js';
import { GraphBuilder, type GraphValue } from './graph-builder.js';

/** Options of `exportOnnx`. */
export interface OnnxOptions {
  /** 'main': the prediction alone. 'all': with deep supervision the coarser heads as well. Default 'main'. */
  heads?: 'main' | 'all';
  /**
   * True: batch normalization is part of the convolutions, and AHSP's pooling part of its first depthwise kernel;
   * the same function up to rounding, with fewer nodes. False: a node for every operation. Default true.
   */
  fold?: boolean;
}

const DISCLAIMER = 'Not a medical device: for research and education only, not for diagnosis or treatment.';

/**
 * The network in evaluation mode, opset 17. Input `image`, float32 [batch, channels, height, width] (NCHW, where tfjs
 * has NHWC), normalized: (pixel / white - mean) / std, grey replicated to all channels. Outputs are logits
 * [batch, classes, height, width] named as the model's: `logits1`, the prediction, and `logits2`... with
 * `heads: 'all'`. Batch, height and width may differ from run to run. `metadata_props` hold how the network was made
 * and, where the model remembers it, its normalization.
 *
 * @param model What `miniSeg` made, or any model of its layers and `tf.layers.add` with one input.
 * @throws {ModelError} 'export' for a layer without a counterpart; 'invalid-argument' for an unknown option or one out of range.
 * @example
 * const file = await exportOnnx(model);
 * const session = await InferenceSession.create(file); // onnxruntime-web or onnxruntime-node
 * const { logits1 } = await session.run({ image: new Tensor('float32', pixels, [1, 3, height, width]) });
 */
export async function exportOnnx(model: LayersModel, options: OnnxOptions = {}): Promise<Uint8Array> {
  checkModel('exportOnnx', model, refuse);
  checkOptions('exportOnnx', options, { heads: 1, fold: 1 });
  const { heads = 'main', fold = true } = options;
  if (heads !== 'main' && heads !== 'all') {
    throw new ModelError('invalid-argument', `heads is '${String(heads)}'; it must be 'main' or 'all'.`);
  }
  if (typeof fold !== 'boolean') {
    throw new ModelError('invalid-argument', `fold is ${String(fold)}; it must be true or false.`);
  }
  if (model.inputs.length !== 1) {
    throw new ModelError(
      'export',
      `The model has ${model.inputs.length} inputs; a model with one is exported.`,
    );
  }
  const graph = new GraphBuilder();
  const weights = await readWeights(model);
  const [image] = model.inputs;
  const emitted = new Map<number, string>([[image.id, image.sourceLayer.name]]);
  const emit = (tensor: SymbolicTensor): string => {
    const known = emitted.get(tensor.id);
    if (known !== undefined) return known;
    const { sourceLayer: layer, nodeIndex } = tensor;
    const name = layer.getClassName();
    const emitter = Object.hasOwn(EMITTERS, name) ? EMITTERS[name] : undefined;
    if (!emitter) {
      throw new ModelError(
        'export',
        `Layer ${layer.name} is a ${layer.getClassName()}, which is not exported to ONNX; known are ` +
          `${Object.keys(EMITTERS).join(', ')}. Export the part of the model that has only these.`,
      );
    }
    const source: LayerSource = {
      // A layer that is applied again shares its weights, not the names of its values.
      name: nodeIndex === 0 ? layer.name : `${layer.name}_${nodeIndex}`,
      config: layer.getConfig(),
      weights: weights.get(layer.id) ?? new Map(),
      inputs: layer.inboundNodes[nodeIndex].inputTensors.map(emit),
    };
    const output = emitter(new BlockWriter(graph, source, fold));
    emitted.set(tensor.id, output);
    return output;
  };
  const chosen = heads === 'main' ? model.outputs.slice(0, 1) : model.outputs;
  const outputs = chosen.map((tensor) => {
    const name = emit(tensor);
    const { sourceLayer, nodeIndex } = tensor;
    const ofImageSize = sourceLayer.inboundNodes[nodeIndex].inputTensors[1]?.id === image.id;
    return value(name, tensor, ofImageSize ? '' : `${name}_`);
  });
  return graph.file({
    name: model.name,
    inputs: [value(image.sourceLayer.name, image)],
    outputs,
    description: DISCLAIMER,
    metadata: describe(model),
  });
}

type LayerWeights = Map<string, { shape: number[]; data: Float32Array }>;

/** All at once, before anything else: reading from a GPU has to be waited for. */
async function readWeights(model: LayersModel): Promise<Map<number, LayerWeights>> {
  const read = async (layer: LayersModel['layers'][number]): Promise<[number, LayerWeights]> => {
    const weights: LayerWeights = new Map();
    for (const weight of layer.weights) {
      const name = weight.originalName.slice(weight.originalName.lastIndexOf('/') + 1);
      const data = (await weight.read().data()) as Float32Array;
      weights.set(name, { shape: weight.shape as number[], data });
    }
    return [layer.id, weights];
  };
  return new Map(await Promise.all(model.layers.map(read)));
}

/** Sizes that the network does not fix get names; the same name at input and output says that they are equal. */
function value(name: string, { shape }: SymbolicTensor, prefix = ''): GraphValue {
  const [batch, height, width, channels] = shape;
  return {
    name,
    shape: [batch ?? 'batch', channels as number, height ?? `${prefix}height`, width ?? `${prefix}width`],
  };
}

function describe(model: LayersModel): Record<string, string> {
  const { options, normalization } = modelMetadata(model);
  return {
    disclaimer: DISCLAIMER,
    input: 'float32 NCHW: (pixel / white - mean) / std, a grey slice replicated to all channels',
    output: 'float32 NCHW: logits, one channel for each class; the largest is the label',
    ...(options && { options: JSON.stringify(options) }),
    ...(normalization && { mean: String(normalization.mean), std: String(normalization.std) }),
  };
}
