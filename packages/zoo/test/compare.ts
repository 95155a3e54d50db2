/** A network of the zoo against PyTorch's values: outputs, gradients, running values, and the first node that differs. */
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, model as makeModel } from '@tensorflow/tfjs-layers';
import { loadStateDict, type NetworkName, network } from '../src/index.js';
import { tfjsToTorch, torchShape } from '../src/state-dict/layout.js';
import { type NamedWeight, namedWeights } from '../src/state-dict/named-weights.js';
import { cotangent, image } from './rule.js';
import {
  readProbes,
  readSpec,
  readZooGolden,
  ruleState,
  type Spec,
  type TorchTensor,
  type ZooGolden,
} from './zoo-golden.js';

/** Largest difference over the largest expected magnitude, and the L2 norm of the difference over that of the expected values. */
export interface Difference {
  what: string;
  max: number;
  l2: number;
}

export class GoldenNetwork {
  private constructor(
    readonly model: LayersModel,
    readonly spec: Spec,
    readonly golden: ZooGolden,
  ) {}

  static async load(name: NetworkName): Promise<GoldenNetwork> {
    const [spec, golden] = await Promise.all([readSpec(name), readZooGolden(name)]);
    const model = network(name, { seed: 1 });
    loadStateDict(model, ruleState(spec));
    return new GoldenNetwork(model, spec, golden);
  }

  dispose(): void {
    this.model.dispose();
  }

  /** Evaluation at one size, each output that the golden holds. */
  async evaluate([height, width]: readonly [number, number]): Promise<Difference[]> {
    const outputs = tf.tidy(() => this.run(nhwc(imageOf([1, 3, height, width])), false));
    const result: Difference[] = [];
    for (const [k, output] of outputs.entries()) {
      const key = `eval/${height}x${width}/out${k}`;
      const expected = this.golden.tensors.get(key);
      if (expected) result.push(await difference(key, await nchw(output as tf.Tensor4D), expected));
    }
    tf.dispose(outputs);
    if (result.length === 0) throw new Error(`${this.spec.name} has no golden for ${height}x${width}`);
    return result;
  }

  /** Gradients in evaluation mode, at 64x64. */
  async evaluationGradients(): Promise<Difference[]> {
    const { gradients, outputs } = this.gradients([1, 3, 64, 64], false, 'evalgrad/');
    tf.dispose(outputs);
    return this.compareGradients(gradients, 'evalgrad/');
  }

  /** One forward and backward pass in training mode, without dropout: outputs, gradients, running values. */
  async train(): Promise<Difference[]> {
    for (const layer of this.model.layers) if ('rate' in layer) (layer as { rate: number }).rate = 0;
    const before = this.model.nonTrainableWeights.map((weight) => tf.clone(weight.read()));
    const { gradients, outputs } = this.gradients(this.golden.trainInput, true, 'train/grad/');
    const result: Difference[] = [];
    for (const [k, output] of outputs.entries()) {
      const expected = this.golden.tensors.get(`train/out${k}`);
      if (expected)
        result.push(await difference(`train/out${k}`, await nchw(output as tf.Tensor4D), expected));
    }
    tf.dispose(outputs);
    const weights = this.byKey();
    for (const [key, expected] of this.golden.tensors) {
      if (!key.startsWith('train/after/')) continue;
      const { weight } = weights.get(key.slice('train/after/'.length)) as NamedWeight;
      result.push(
        await difference(
          key,
          { shape: weight.shape as number[], data: await floats(weight.read()) },
          expected,
        ),
      );
    }
    for (const [i, weight] of this.model.nonTrainableWeights.entries()) weight.write(before[i]);
    tf.dispose(before);
    return [...result, ...(await this.compareGradients(gradients, 'train/grad/'))];
  }

  /** 10 times PyTorch's own float32 deviation of a tensor, or `least`. */
  tolerance(what: string, least: number): number {
    return Math.max(least, 10 * (this.golden.deviation[what]?.[2] ?? 0));
  }

  /**
   * The first node of the original's graph, in order of execution, whose statistics at 64x64 differ; undefined where all
   * agree. Of functional nodes nothing is known, and a fused layer is compared at its end.
   */
  async firstWrongNode(): Promise<string | undefined> {
    const probes = await readProbes(this.spec.name);
    const layers = new Map(this.model.layers.map((layer) => [layer.name, layer]));
    const nodes = this.spec.nodes.filter(({ module, op }) => module !== undefined && op !== 'Dropout');
    const x = nhwc(imageOf([1, 3, 64, 64]));
    try {
      for (const { id, op, module, shape64 } of nodes) {
        const layer = layers.get(module as string);
        // A normalization's layer holds its activation as well.
        const fused = layer?.getConfig().activation;
        if (!layer || (fused !== undefined && fused !== 'none')) continue;
        const part = makeModel({ inputs: this.model.inputs, outputs: layer.inboundNodes[0].outputTensors });
        const y = part.predict(x) as tf.Tensor4D;
        const { data } = await nchw(y);
        y.dispose();
        const [mean, std, first, middle, last] = probes[id];
        const own = statistics(data);
        const scale = Math.max(std, Math.abs(mean), 1e-6);
        const wrong = [mean, std, first, middle, last].some(
          (value, i) => Math.abs(value - own[i]) > 1e-3 * scale,
        );
        if (wrong) return `${id} (${op} ${module}, ${shape64}): ${own}, expected ${probes[id]}`;
      }
      return undefined;
    } finally {
      x.dispose();
    }
  }

  private run(x: tf.Tensor4D, training: boolean): tf.Tensor[] {
    const y = this.model.apply(x, { training }) as tf.Tensor | tf.Tensor[];
    return Array.isArray(y) ? y : [y];
  }

  private gradients(shape: number[], training: boolean, prefix: string) {
    const weights = this.byKey();
    const x = tf.variable(nhwc(imageOf(shape)));
    const variables = new Map<string, tf.Variable>([['input', x]]);
    for (const key of this.golden.tensors.keys()) {
      const own = key.slice(prefix.length);
      if (!key.startsWith(prefix) || own === 'input') continue;
      const found = weights.get(own);
      if (!found) throw new Error(`${this.spec.name} has no weight ${own}`);
      variables.set(own, found.weight.read() as tf.Variable);
    }
    let outputs: tf.Tensor[] = [];
    const { value, grads } = tf.variableGrads(() => {
      const results = this.run(x as unknown as tf.Tensor4D, training);
      outputs = results.map((output) => tf.keep(tf.clone(output)));
      return tf.addN(
        results.map((output, k) => {
          const [batch, height, width, channels] = output.shape as [number, number, number, number];
          const torch = [batch, channels, height, width];
          return tf.sum(tf.mul(output, nhwc({ shape: torch, data: cotangent(k, torch) })));
        }),
      ) as tf.Scalar;
    }, [...variables.values()]);
    tf.dispose([value, x]);
    return {
      gradients: new Map([...variables].map(([key, variable]) => [key, grads[variable.name]])),
      outputs,
    };
  }

  private async compareGradients(gradients: Map<string, tf.Tensor>, prefix: string): Promise<Difference[]> {
    const weights = this.byKey();
    const result: Difference[] = [];
    for (const [key, gradient] of gradients) {
      const what = prefix + key;
      const expected = this.golden.tensors.get(what) as TorchTensor;
      if (!gradient) throw new Error(`${this.spec.name}: no gradient for ${key}`);
      if (key === 'input') result.push(await difference(what, await nchw(gradient as tf.Tensor4D), expected));
      else {
        const { layout } = weights.get(key) as NamedWeight;
        const { shape } = gradient;
        const data = tfjsToTorch(layout, { shape, data: await floats(gradient) });
        result.push(await difference(what, { shape: torchShape(layout, shape), data }, expected));
      }
      gradient.dispose();
    }
    return result;
  }

  private byKey(): Map<string, NamedWeight> {
    return new Map(namedWeights(this.model).map((named) => [named.key, named]));
  }
}

function imageOf(shape: number[]): TorchTensor {
  return { shape, data: image(shape) };
}

function nhwc({ shape, data }: TorchTensor): tf.Tensor4D {
  return tf.tidy(() =>
    tf.transpose(tf.tensor4d(data, shape as [number, number, number, number]), [0, 2, 3, 1]),
  );
}

async function floats(x: tf.Tensor): Promise<Float32Array> {
  return (await x.data()) as Float32Array;
}

async function nchw(x: tf.Tensor4D): Promise<TorchTensor> {
  const turned = tf.tidy(() => tf.transpose(x, [0, 3, 1, 2]));
  const data = await floats(turned);
  turned.dispose();
  return { shape: turned.shape, data };
}

async function difference(what: string, actual: TorchTensor, expected: TorchTensor): Promise<Difference> {
  if (String(actual.shape) !== String(expected.shape)) {
    throw new Error(`${what}: shape [${actual.shape}], expected [${expected.shape}]`);
  }
  let [largest, magnitude, squares, total] = [0, 0, 0, 0];
  for (const [i, value] of expected.data.entries()) {
    const off = Math.abs(actual.data[i] - value);
    if (Number.isNaN(off)) return { what, max: Number.POSITIVE_INFINITY, l2: Number.POSITIVE_INFINITY };
    largest = Math.max(largest, off);
    magnitude = Math.max(magnitude, Math.abs(value));
    squares += off ** 2;
    total += value ** 2;
  }
  return { what, max: largest / magnitude, l2: Math.sqrt(squares / total) };
}

/** Mean, population deviation, first, middle and last element. */
function statistics(data: Float32Array): number[] {
  const mean = data.reduce((a, b) => a + b, 0) / data.length;
  const variance = data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length;
  return [mean, Math.sqrt(variance), data[0], data[Math.floor(data.length / 2)], data[data.length - 1]];
}
