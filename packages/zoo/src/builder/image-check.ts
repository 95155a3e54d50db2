/** Refuses images that a network cannot take, in words, before a layer in its middle fails. */
import { oneTensor, type Shape, shape4D } from '@miniseg/ops/layers';
import type { serialization, Tensor } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { ZooError } from '../errors.js';

type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

export interface ImageCheckArgs extends LayerArgs {
  /** What the error calls the network. */
  network: string;
  /** Height and width are multiples of it. Default 1. */
  multiple?: number;
  /** Least height and width. Default 1. */
  least?: number;
  /** Least number of images in a training step. Default 1. */
  trainingBatch?: number;
}

/** The input unchanged. */
export class ImageCheck extends layers.Layer {
  /** @nocollapse */
  static readonly className = 'MiniSegImageCheck';

  private readonly args: Required<Omit<ImageCheckArgs, keyof LayerArgs>>;

  constructor({ network, multiple = 1, least = 1, trainingBatch = 1, ...args }: ImageCheckArgs) {
    super(args);
    this.args = { network, multiple, least, trainingBatch };
  }

  /** @throws {ZooError} `image` */
  override call(inputs: Tensor | Tensor[], { training }: { training?: boolean }): Tensor {
    const x = oneTensor(inputs);
    this.check(x.shape);
    const { network, trainingBatch } = this.args;
    if (training && x.shape[0] < trainingBatch) {
      throw new ZooError(
        'image',
        `${network} is trained with batches of at least ${trainingBatch} images, and got ${x.shape[0]}: it normalizes maps ` +
          'of a single pixel over the batch.',
      );
    }
    return x;
  }

  /** @throws {ZooError} `image` */
  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const shape = shape4D(inputShape, this.name);
    this.check(shape);
    return shape;
  }

  private check([, height, width]: Shape): void {
    const { network, multiple, least } = this.args;
    const rule =
      multiple > 1
        ? `multiples of ${multiple}`
        : least > 1
          ? `at least ${least} pixels`
          : 'at least one pixel';
    for (const side of [height, width]) {
      if (side === null || (side % multiple === 0 && side >= least && side > 0)) continue;
      throw new ZooError(
        'image',
        `${network} takes images whose height and width are ${rule}, and got ${height} x ${width}. Resize or pad the image` +
          `${multiple > 1 && side > 0 ? `, for example to ${up(height, multiple)} x ${up(width, multiple)}` : ''}.`,
      );
    }
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), ...this.args };
  }
}

function up(side: number | null, multiple: number): number | string {
  return side === null ? 'any' : Math.ceil(side / multiple) * multiple;
}
