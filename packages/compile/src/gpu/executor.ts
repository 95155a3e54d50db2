/**
 * A program on a graphics processor, by tfjs's backend: its nodes as few draws, maps of four channels an element. Draws
 * are planned and compiled once for each size; memory comes from tfjs's pool and returns to it.
 */
import type { Normalization, Program, Size } from '@miniseg/engine';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Device } from './device.js';
import { planDraws } from './draws.js';
import { type PlanContext, type PlanSizes, planSteps, type Step } from './plan.js';

/** Pixels on the backend: values of [height, width, channels], whatever the tensor's rank. */
export interface Pixels extends Size {
  tensor: TensorInfo;
  channels: number;
  white: number;
}

export class GpuExecutor<P, W> {
  private readonly plans = new Map<string, Step<P, W>[]>();
  private readonly weights = new Map<object, W>();
  private readonly context: PlanContext<P, W>;

  constructor(
    program: Program,
    private readonly device: Device<P, W>,
  ) {
    this.context = {
      program,
      draws: planDraws(program),
      device,
      weights: (key, texels) => {
        const known = this.weights.get(key);
        if (known) return known;
        const weights = device.upload(texels());
        this.weights.set(key, weights);
        return weights;
      },
    };
  }

  /**
   * @param network Size of the network's input.
   * @returns Class of each pixel.
   * @throws {CompileError} where a map is too large for the device, and when the device is lost.
   */
  async mask(pixels: Pixels, network: Size, normalization: Normalization): Promise<Uint8Array> {
    const { height, width } = pixels;
    const words = this.run('mask', pixels, network, normalization);
    try {
      const rows = await this.device.readMask(words, pixels);
      if (width % 4 === 0) return rows;
      const row = rows.length / height;
      const mask = new Uint8Array(height * width);
      for (let y = 0; y < height; y++) mask.set(rows.subarray(row * y, row * y + width), width * y);
      return mask;
    } finally {
      this.device.release(words, false);
    }
  }

  /** @returns Logits of the image's size, [height, width, classes], for the caller to dispose of. */
  logits(pixels: Pixels, network: Size, normalization: Normalization): TensorInfo {
    return this.run('logits', pixels, network, normalization);
  }

  dispose(): void {
    for (const weights of this.weights.values()) this.device.release(this.device.tensorOf(weights), false);
    this.weights.clear();
    this.plans.clear();
  }

  private plan(result: 'mask' | 'logits', sizes: PlanSizes): Step<P, W>[] {
    const key = JSON.stringify([result, sizes]);
    const known = this.plans.get(key);
    if (known) return known;
    const steps = planSteps(result, sizes, this.context);
    this.plans.set(key, steps);
    return steps;
  }

  private run(
    result: 'mask' | 'logits',
    { tensor, white, channels, height, width }: Pixels,
    network: Size,
    { mean, std }: Normalization,
  ): TensorInfo {
    const { device } = this;
    device.check();
    const steps = this.plan(result, { image: { height, width }, channels, network });
    const image = { ...tensor, shape: [height, width, channels] };
    device.provide(image.dataId);
    const maps = new Map<number, TensorInfo>();
    const free = (store: number) => {
      device.release(maps.get(store) as TensorInfo, true);
      maps.delete(store);
    };
    try {
      for (const { program, reads, weights, store, frees } of steps) {
        const inputs = store === 0 ? [image] : reads.map((read) => maps.get(read) as TensorInfo);
        if (weights) inputs.push(device.tensorOf(weights));
        const output = device.run(program, inputs, store === 0 ? [white, mean, std] : undefined);
        if (store !== undefined) maps.set(store, output);
        for (const read of frees) free(read);
        if (store === undefined) return output;
      }
      throw new Error('The plan has no result.');
    } finally {
      for (const store of [...maps.keys()]) free(store);
    }
  }
}
