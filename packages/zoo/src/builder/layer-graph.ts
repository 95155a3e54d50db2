/** The graph of a network while it grows: names, initial weights, and what the model remembers. */
import { tensor } from '@tensorflow/tfjs-core';
import { input, type LayersModel, type layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkOptions } from '../check-options.js';
import { checkCount, checkMap, checkText } from './check-values.js';
import { ImageCheck } from './image-check.js';
import { setZooMetadata, type ZooMetadata } from './metadata.js';
import { type NetworkOptions, resolveOptions } from './network-options.js';
import { register } from './register.js';
import type { Start } from './starts.js';

register();

export interface Traits {
  /** Height and width are multiples of it. Default 1. */
  multiple?: number;
  /** Least height and width. Default 1. */
  least?: number;
  /** Least number of images in a training step. Default 1. */
  trainingBatch?: number;
  /** How convolutions start. Default 'torch'. */
  start?: Start;
  /** Behind normalizations. Default 'relu'. */
  activation?: 'relu' | 'prelu';
  /** Of normalizations. Default 1e-5. */
  epsilon?: number;
}

/** Initial values by the layer's names of its weights. */
export type InitialValues = Record<string, (count: number) => Float32Array>;

export interface Placement {
  /** How often the tool of table III counts the layer's activation or pooling. Default 1. */
  counted?: number;
  /** Of weights that do not start at the layer's own constants. */
  values?: InitialValues;
}

/** Of weights whose start no network chooses. */
const CONSTANTS: Record<string, number> = { gamma: 1, moving_variance: 1, alpha: 0.25 };

export class LayerGraph {
  readonly classes: number;
  readonly inputChannels: number;
  /** The image, its size checked. */
  readonly image: SymbolicTensor;
  protected readonly seed: number;
  protected readonly metadata: ZooMetadata;
  protected start: Start;
  private readonly input: SymbolicTensor;
  private readonly numbers = new Map<string, number>();
  private repeating = false;

  constructor(
    name: string,
    options: NetworkOptions,
    protected readonly traits: Traits = {},
  ) {
    checkText(name, 'The name of the network');
    const traitNames = {
      multiple: 1,
      least: 1,
      trainingBatch: 1,
      start: 1,
      activation: 1,
      epsilon: 1,
    } as const;
    checkOptions(`the traits of ${name}`, traits, traitNames);
    const { multiple, least, trainingBatch } = traits;
    for (const [trait, value] of Object.entries({ multiple, least, trainingBatch })) {
      if (value !== undefined) checkCount(value, `${trait} of ${name}`);
    }
    const { classes, inputChannels, seed } = resolveOptions(name, options, !name.endsWith('_encoder'));
    this.classes = classes;
    this.inputChannels = inputChannels;
    this.seed = seed ?? Math.floor(Math.random() * 2 ** 31);
    this.start = traits.start ?? 'torch';
    this.metadata = {
      name,
      classes,
      inputChannels,
      modules: {},
      linear: [],
      counted: {},
      repeated: [],
      headWeights: [1],
      aliases: {},
    };
    this.input = input({ shape: [null, null, inputChannels], name: 'image' });
    const check = new ImageCheck({ name: 'image_check', network: name, multiple, least, trainingBatch });
    this.image = check.apply(this.input) as SymbolicTensor;
  }

  /** Inside `body` the kernels of convolutions start otherwise. */
  starting<T>(start: Start, body: () => T): T {
    const before = this.start;
    this.start = start;
    const result = body();
    this.start = before;
    return result;
  }

  /** What `body` adds is counted twice by the tool of table III. */
  countedTwice<T>(body: () => T): T {
    this.repeating = true;
    const result = body();
    this.repeating = false;
    return result;
  }

  /** Keys that begin with `prefix` name the same tensors as those with `original`; null: which ones is not known. */
  alias(prefix: string, original: string | null): void {
    this.metadata.aliases[prefix] = original;
  }

  /**
   * @param outputs The prediction first.
   * @param headWeights Share of each output in the loss of the original's training. Default: 1 for the first, none for others.
   */
  finish(outputs: SymbolicTensor | SymbolicTensor[], headWeights?: number[]): LayersModel {
    const others = Array.isArray(outputs) ? outputs.slice(1) : [];
    this.metadata.headWeights = headWeights ?? [1, ...others.map(() => 0)];
    const network = model({ inputs: this.input, outputs, name: this.metadata.name });
    setZooMetadata(network, this.metadata);
    return network;
  }

  /** A name for a layer that has no module of its own. */
  protected name(kind: string): string {
    const number = (this.numbers.get(kind) ?? 0) + 1;
    this.numbers.set(kind, number);
    return `${kind}_${number}`;
  }

  protected place(
    layer: layers.Layer,
    inputs: SymbolicTensor | SymbolicTensor[],
    { counted = 1, values = {} }: Placement = {},
  ): SymbolicTensor {
    for (const map of Array.isArray(inputs) ? inputs : [inputs]) checkMap(map);
    // Drawing the layer's own initial values, which are replaced, would take as long again.
    layer.setFastWeightInitDuringBuild(true);
    const output = layer.apply(inputs) as SymbolicTensor;
    for (const weight of layer.weights) {
      const name = weight.originalName.slice(weight.originalName.lastIndexOf('/') + 1);
      const shape = weight.shape as number[];
      const count = shape.reduce((a, b) => a * b, 1);
      // Everything starts at zero so far.
      const start =
        values[name] ?? (CONSTANTS[name] && ((n: number) => new Float32Array(n).fill(CONSTANTS[name])));
      if (!start) continue;
      const value = tensor(start(count), shape, 'float32');
      weight.write(value);
      value.dispose();
    }
    if (counted !== 1) this.metadata.counted[layer.name] = counted;
    if (this.repeating) this.metadata.repeated.push(layer.name);
    return output;
  }
}
