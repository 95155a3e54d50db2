/** Convolution as PyTorch's Conv2d. */
import { conv2d, outputSize, type PairLike, windowOf } from '@miniseg/ops';
import { pixels, type Shape, type Shape4D } from '@miniseg/ops/layers';
import type { serialization, Tensor4D } from '@tensorflow/tfjs-core';
import { type ConvolutionArgs, ConvolutionLayer } from './convolution-layer.js';
import { bothAxes } from './sizes.js';

/** Arguments of `Conv2d`. */
export interface Conv2dArgs extends ConvolutionArgs {
  /** Zeros on both sides: one number, or [rows, columns]. Default dilation (kernel - 1) / 2, for odd kernels. */
  padding?: PairLike;
}

/**
 * Any kernel, stride, dilation, padding and number of groups; groups as many as channels and filters make it depthwise.
 * Input [batch, height, width, channels]; output [batch, floor((height + 2 padding - dilation (kernel - 1) - 1) / strides) + 1,
 * likewise width, filters]. Weights: kernel [kernelHeight, kernelWidth, channels / groups, filters], bias [filters].
 *
 * @throws {BlocksError} for arguments out of range; OpsError for an even kernel without padding.
 * @example const y = new Conv2d({ filters: 64, kernelSize: 7, strides: 2, padding: 3 }).apply(x);
 */
export class Conv2d extends ConvolutionLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegConv2d';

  readonly padding: PairLike | undefined;

  constructor(args: Conv2dArgs) {
    super(args, { padding: 1 });
    this.padding = args.padding;
    this.window();
  }

  private window() {
    const { kernelSize, strides, dilations, padding } = this;
    return windowOf(kernelSize, { strides, dilations, padding }, 'Conv2d');
  }

  override build(inputShape: Shape | Shape[]): void {
    const channels = this.shapesOf(inputShape)[0][3];
    this.checkGroups(channels);
    const [height, width] = this.kernelSize;
    const perGroup = channels / this.groups;
    this.addKernel(
      [height, width, perGroup, this.filters],
      height * width * perGroup,
      height * width * this.filters,
    );
    this.built = true;
  }

  protected override compute([x]: Tensor4D[]): Tensor4D {
    const { strides, dilations, padding, groups } = this;
    return this.biased(conv2d(x, this.kernel.read() as Tensor4D, { strides, dilations, padding, groups }));
  }

  protected override shapeOfOutput([[batch, height, width]]: Shape4D[]): Shape {
    const size = bothAxes(
      [height, width],
      (length, axis) =>
        outputSize(axis === 0 ? length : 1e9, axis === 1 ? length : 1e9, this.window(), this.name)[axis],
    );
    return [batch, ...size, this.filters];
  }

  override countMacs(inputShape: Shape | Shape[]): number {
    const [height, width] = this.kernelSize;
    const perOutput = (height * width * this.shapesOf(inputShape)[0][3]) / this.groups;
    return pixels(this.computeOutputShape(inputShape), this.name) * perOutput * this.filters;
  }

  override getConfig(): serialization.ConfigDict {
    const { padding } = this;
    return { ...super.getConfig(), ...(padding === undefined ? {} : { padding: padding as number }) };
  }
}
