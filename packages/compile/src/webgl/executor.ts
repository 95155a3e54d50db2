/**
 * A program on tfjs's webgl backend: its nodes as few draws, maps of four channels a texel. Draws are planned and compiled
 * once for each size and number of images; textures come from tfjs's pool and return to it.
 */
import type { Normalization, Program, Size } from '@miniseg/engine';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Result } from '../gpu/device.js';
import { planDraws } from '../gpu/draws.js';
import { type PlanContext, type PlanSizes, planSteps, type Step } from '../gpu/plan.js';
import type { WebglDevice, WebglProgram } from './webgl-device.js';
import type { Weights } from './weights.js';

/** Pixels on the backend: values of [images, height, width, channels], whatever the tensor's rank. */
export interface Pixels extends Size {
  tensor: TensorInfo;
  images: number;
  channels: number;
  white: number;
}

interface Plan {
  steps: { step: Step<Weights>; program: WebglProgram }[];
}

export class WebglExecutor {
  private readonly plans = new Map<string, Plan>();
  private readonly weights = new Map<object, Weights>();
  private readonly context: PlanContext<Weights>;

  constructor(
    program: Program,
    private readonly device: WebglDevice,
  ) {
    this.context = {
      program,
      draws: planDraws(program),
      surface: device,
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
   * @throws {CompileError} where a map is too large for the device, and when the context is lost.
   */
  async mask(pixels: Pixels, network: Size, normalization: Normalization): Promise<Uint8Array> {
    const { height, width } = pixels;
    const words = this.run('mask', pixels, network, normalization);
    try {
      const columns = Math.ceil(width / 4);
      const rows = (await this.device.read(words, height, columns, Uint8Array)) as Uint8Array;
      if (width % 4 === 0) return rows;
      const mask = new Uint8Array(height * width);
      for (let y = 0; y < height; y++) {
        mask.set(rows.subarray(4 * columns * y, 4 * columns * y + width), width * y);
      }
      return mask;
    } finally {
      this.device.release(words);
    }
  }

  /** @returns Logits of the image's size, [height, width, classes]. */
  async values(
    pixels: Pixels,
    network: Size,
    normalization: Normalization,
    classes: number,
  ): Promise<Float32Array> {
    const { height, width } = pixels;
    const map = this.run('map', pixels, network, normalization);
    try {
      const layout = this.device.layout({ height, width }, Math.ceil(classes / 4), 1);
      return await this.device.readMap(map, layout, classes);
    } finally {
      this.device.release(map);
    }
  }

  /** @returns Logits of the images' size, [images, height, width, classes], for the caller to dispose of. */
  logits(pixels: Pixels, network: Size, normalization: Normalization): TensorInfo {
    return this.run('logits', pixels, network, normalization);
  }

  dispose(): void {
    for (const { texture } of this.weights.values()) this.device.release(texture);
    this.weights.clear();
    this.plans.clear();
  }

  private plan(result: Result, sizes: PlanSizes): Plan {
    const key = JSON.stringify([result, sizes]);
    let plan = this.plans.get(key);
    if (!plan) {
      const steps = planSteps(result, sizes, this.context);
      plan = { steps: steps.map((step) => ({ step, program: this.device.program(step.shader) })) };
      this.plans.set(key, plan);
    }
    return plan;
  }

  private run(
    result: Result,
    { tensor, white, images, channels, height, width }: Pixels,
    network: Size,
    { mean, std }: Normalization,
  ): TensorInfo {
    const { device } = this;
    device.check();
    const { steps } = this.plan(result, { image: { height, width }, channels, network, images });
    const image = { ...tensor, shape: [images * height, width, channels] };
    // From where it is, which may be another backend.
    device.backend.uploadToGPU(image.dataId);
    const maps = new Map<number, TensorInfo>();
    const free = (store: number) => {
      device.release(maps.get(store) as TensorInfo);
      maps.delete(store);
    };
    try {
      for (const { program, step } of steps) {
        const { reads, weights, store, frees } = step;
        const inputs = store === 0 ? [image] : reads.map((read) => maps.get(read) as TensorInfo);
        if (weights) inputs.push(weights.texture);
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
