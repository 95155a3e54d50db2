/** A layer's weights by their short names, and its batch normalization as a scale and a shift. */
import type { layers } from '@tensorflow/tfjs-layers';
import { CompileError } from '../errors.js';

export class LayerWeights {
  private constructor(
    private readonly layer: string,
    private readonly values: Map<string, Float32Array>,
    private readonly epsilon: number,
  ) {}

  static async read(layer: layers.Layer): Promise<LayerWeights> {
    const values = new Map<string, Float32Array>();
    for (const weight of layer.weights) {
      const name = weight.originalName.slice(weight.originalName.lastIndexOf('/') + 1);
      values.set(name, (await weight.read().data()) as Float32Array);
    }
    return new LayerWeights(layer.name, values, (layer as { epsilon?: number }).epsilon ?? 1e-5);
  }

  get(name: string): Float32Array {
    const values = this.values.get(name);
    if (!values) {
      throw new CompileError(
        'layer',
        `The layer ${this.layer} has no weight '${name}', but ${[...this.values.keys()].join(', ')}; compile does not know ` +
          "this form of it. Use target: 'tfjs'.",
      );
    }
    return values;
  }

  optional(name: string): Float32Array | undefined {
    return this.values.get(name);
  }

  /** gamma / sqrt(variance + epsilon), and beta - mean scale. */
  normalization(): { scale: Float64Array; shift: Float64Array } {
    const [mean, variance] = [this.get('moving_mean'), this.get('moving_variance')];
    // Stock layers can leave out either.
    const gamma = this.optional('gamma') ?? new Float32Array(mean.length).fill(1);
    const beta = this.optional('beta') ?? new Float32Array(mean.length);
    const scale = Float64Array.from(gamma, (g, c) => g / Math.sqrt(variance[c] + this.epsilon));
    return { scale, shift: scale.map((s, c) => beta[c] - mean[c] * s) };
  }

  /** PReLU's slopes, zeros for ReLU, undefined for no activation. */
  slopes(activation: unknown, channels: number): Float32Array | undefined {
    if (activation === 'none') return undefined;
    return activation === 'relu' ? new Float32Array(channels) : this.get('alpha');
  }
}
