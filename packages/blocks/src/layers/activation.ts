/** Activations. */
import { hardSigmoid, hardSwish, prelu, relu, relu6, sigmoid } from '@miniseg/ops';
import type { Shape, Shape4D } from '@miniseg/ops/layers';
import type { serialization, Tensor4D } from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable } from '@tensorflow/tfjs-layers';
import { checkOneOf } from '../check.js';
import { BlocksError } from '../errors.js';
import { type LayerArgs, MapLayer } from './map-layer.js';

const FUNCTIONS = { relu, relu6, sigmoid, 'hard-sigmoid': hardSigmoid, 'hard-swish': hardSwish };

/** The activations that the layer knows; 'prelu' alone has weights. */
export type ActivationKind = 'relu' | 'relu6' | 'sigmoid' | 'hard-sigmoid' | 'hard-swish' | 'prelu';

/** Arguments of `Activation`. */
export interface ActivationArgs extends LayerArgs {
  kind: ActivationKind;
  /** 'prelu': one slope for all channels instead of one for each. Default false. */
  shared?: boolean;
}

/**
 * Input and output [batch, height, width, channels]. Weights: for 'prelu' alpha, [channels] or [1], which starts at 0.25.
 *
 * @throws {BlocksError} for another kind, or `shared` with another kind than 'prelu'.
 * @example const y = new Activation({ kind: 'hard-swish' }).apply(x);
 */
export class Activation extends MapLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegActivation';

  readonly kind: ActivationKind;
  readonly shared: boolean;
  private slopes?: LayerVariable;

  constructor(args: ActivationArgs) {
    super(args, { kind: 1, shared: 1 });
    checkOneOf(args.kind, [...Object.keys(FUNCTIONS), 'prelu'], 'kind of Activation');
    if (args.shared && args.kind !== 'prelu') {
      throw new BlocksError(
        'invalid-argument',
        `shared of Activation is for the kind 'prelu', not '${args.kind}', which has no slope.`,
      );
    }
    this.kind = args.kind;
    this.shared = args.shared ?? false;
  }

  override build(inputShape: Shape | Shape[]): void {
    const channels = this.shapesOf(inputShape)[0][3];
    if (this.kind === 'prelu') {
      const start = initializers.constant({ value: 0.25 });
      this.slopes = this.addWeight('alpha', [this.shared ? 1 : channels], 'float32', start);
    }
    this.built = true;
  }

  protected override compute([x]: Tensor4D[]): Tensor4D {
    if (this.kind === 'prelu')
      return prelu(x, (this.slopes as LayerVariable).read(), { shared: this.shared });
    return FUNCTIONS[this.kind](x);
  }

  protected override shapeOfOutput([shape]: Shape4D[]): Shape {
    return shape;
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), kind: this.kind, ...(this.shared ? { shared: true } : {}) };
  }
}
