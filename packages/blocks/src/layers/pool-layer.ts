/** What the poolings share: their window. */
import { type PairLike, type PoolOptions, poolWindow } from '@miniseg/ops';
import type { Shape, Shape4D } from '@miniseg/ops/layers';
import type { serialization } from '@tensorflow/tfjs-core';
import { type LayerArgs, MapLayer } from './map-layer.js';
import { bothAxes } from './sizes.js';

/** Arguments of the pooling layers. */
export interface PoolArgs extends LayerArgs, PoolOptions {}

export abstract class PoolLayer extends MapLayer {
  readonly size: PairLike;
  readonly strides: PairLike;
  readonly padding: PairLike;
  readonly ceilMode: boolean;

  constructor(args: PoolArgs, own?: Readonly<Record<string, 1>>) {
    super(args, { size: 1, strides: 1, padding: 1, ceilMode: 1, ...own });
    const { size, strides = size, padding = 0, ceilMode = false } = args;
    this.size = size;
    this.strides = strides;
    this.padding = padding;
    this.ceilMode = ceilMode;
    // Says at once what is out of range.
    poolWindow([LARGE, LARGE], this.options(), this.getClassName());
  }

  protected options(): PoolOptions {
    const { size, strides, padding, ceilMode } = this;
    return { size, strides, padding, ceilMode };
  }

  protected override shapeOfOutput([[batch, height, width, channels]]: Shape4D[]): Shape {
    const size = bothAxes([height, width], (length, axis) => {
      const image: [number, number] = axis === 0 ? [length, LARGE] : [LARGE, length];
      return poolWindow(image, this.options(), this.name).output[axis];
    });
    return [batch, ...size, channels];
  }

  override getConfig(): serialization.ConfigDict {
    const { size, strides, padding, ceilMode } = this;
    return {
      ...super.getConfig(),
      size: size as number,
      strides: strides as number,
      padding: padding as number,
      ceilMode,
    };
  }
}

/** A side that every window fits into. */
const LARGE = 1e6;
