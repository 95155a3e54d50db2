/** Transposed convolution as PyTorch's ConvTranspose2d. */
import { conv2dTranspose, type PairLike, transposedSize } from '@miniseg/ops';
import { pixels, type Shape, type Shape4D } from '@miniseg/ops/layers';
import type { serialization, Tensor4D } from '@tensorflow/tfjs-core';
import { type ConvolutionArgs, ConvolutionLayer } from './convolution-layer.js';
import { bothAxes } from './sizes.js';

/** Arguments of `ConvTranspose2d`. */
export interface ConvTranspose2dArgs extends ConvolutionArgs {
  /** Rows and columns that are cut on both sides. Default 0. */
  padding?: PairLike;
  /** Rows and columns more at the end, fewer than the stride or the dilation. Default 0. */
  outputPadding?: PairLike;
}

/**
 * Input [batch, height, width, channels]; output [batch, (height - 1) strides - 2 padding + dilation (kernel - 1) +
 * outputPadding + 1, likewise width, filters]. Weights: kernel [kernelHeight, kernelWidth, filters / groups, channels], bias
 * [filters].
 *
 * @throws {BlocksError} for arguments out of range; OpsError for an output padding that is too large.
 * @example const y = new ConvTranspose2d({ filters: 16, kernelSize: 3, strides: 2, padding: 1, outputPadding: 1 }).apply(x);
 */
export class ConvTranspose2d extends ConvolutionLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegConvTranspose2d';

  readonly padding: PairLike;
  readonly outputPadding: PairLike;

  constructor(args: ConvTranspose2dArgs) {
    super(args, { padding: 1, outputPadding: 1 });
    this.padding = args.padding ?? 0;
    this.outputPadding = args.outputPadding ?? 0;
    transposedSize([1e6, 1e6], this.options(), this.kernelSize);
  }

  private options() {
    const { strides, dilations, padding, outputPadding } = this;
    return { strides, dilations, padding, outputPadding };
  }

  override build(inputShape: Shape | Shape[]): void {
    const channels = this.shapesOf(inputShape)[0][3];
    this.checkGroups(channels);
    const [height, width] = this.kernelSize;
    const perGroup = this.filters / this.groups;
    // PyTorch counts the fans of the convolution whose adjoint this is.
    this.addKernel([height, width, perGroup, channels], height * width * perGroup, height * width * channels);
    this.built = true;
  }

  protected override compute([x]: Tensor4D[]): Tensor4D {
    const options = { ...this.options(), groups: this.groups };
    return this.biased(conv2dTranspose(x, this.kernel.read() as Tensor4D, options));
  }

  protected override shapeOfOutput([[batch, height, width]]: Shape4D[]): Shape {
    const size = bothAxes(
      [height, width],
      (length, axis) =>
        transposedSize(
          [axis === 0 ? length : 1e6, axis === 1 ? length : 1e6],
          this.options(),
          this.kernelSize,
        )[axis],
    );
    return [batch, ...size, this.filters];
  }

  override countMacs(inputShape: Shape | Shape[]): number {
    const shape = this.shapesOf(inputShape)[0];
    const [height, width] = this.kernelSize;
    return (pixels(shape, this.name) * shape[3] * height * width * this.filters) / this.groups;
  }

  override getConfig(): serialization.ConfigDict {
    const { padding, outputPadding } = this;
    return { ...super.getConfig(), padding: padding as number, outputPadding: outputPadding as number };
  }
}
