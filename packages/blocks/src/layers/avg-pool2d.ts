/** Average pooling as PyTorch's AvgPool2d. */
import { avgPool2d } from '@miniseg/ops';
import type { serialization, Tensor4D } from '@tensorflow/tfjs-core';
import { type PoolArgs, PoolLayer } from './pool-layer.js';

/** Arguments of `AvgPool2d`. */
export interface AvgPool2dArgs extends PoolArgs {
  /** Whether the zeros of the padding count in the mean. Default true. */
  countIncludePad?: boolean;
}

/**
 * Input [batch, height, width, channels]; output [batch, floor((height + 2 padding - size) / strides) + 1, likewise width,
 * channels], with ceilMode the ceiling.
 *
 * @throws {OpsError} for arguments out of range.
 * @example const y = new AvgPool2d({ size: 3, strides: 2, padding: 1 }).apply(x);
 */
export class AvgPool2d extends PoolLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegAvgPool2d';

  readonly countIncludePad: boolean;

  constructor(args: AvgPool2dArgs) {
    super(args, { countIncludePad: 1 });
    this.countIncludePad = args.countIncludePad ?? true;
  }

  protected override compute([x]: Tensor4D[]): Tensor4D {
    return avgPool2d(x, { ...this.options(), countIncludePad: this.countIncludePad });
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), countIncludePad: this.countIncludePad };
  }
}
