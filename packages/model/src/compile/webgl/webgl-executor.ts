/**
 * A program on the WebGL backend of tfjs: its nodes as few draws, maps as textures of four channels a texel. Draws are
 * planned and compiled once for each size; textures come from tfjs's pool and return to it.
 */
import type { Normalization, Program, Size } from '@miniseg/engine';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { env, type TensorInfo } from '@tensorflow/tfjs-core';
import { checkContext } from './context.js';
import { planDraws } from './draws.js';
import { type PlanContext, type PlanSizes, planSteps, type Step } from './plan.js';
import { readBytes } from './read-bytes.js';
import { uploadWeights, type Weights } from './weights.js';

/** 'half' stores maps as float16: half the memory and traffic, computed in float32 all the same. */
export type WebglPrecision = 'single' | 'half';

/** Pixels on the backend: values of [height, width, channels], whatever the tensor's rank. */
export interface Pixels extends Size {
  tensor: TensorInfo;
  channels: number;
  white: number;
}

export class WebglExecutor {
  private readonly plans = new Map<string, Step[]>();
  private readonly weights = new Map<object, Weights>();
  private readonly context: PlanContext;

  constructor(
    program: Program,
    private readonly backend: MathBackendWebGL,
    private readonly precision: WebglPrecision,
  ) {
    const limit = env().getNumber('WEBGL_MAX_TEXTURE_SIZE');
    this.context = {
      program,
      draws: planDraws(program),
      limit,
      weights: (key, texels) => {
        const known = this.weights.get(key);
        if (known) return known;
        const weights = uploadWeights(texels(), backend, limit);
        this.weights.set(key, weights);
        return weights;
      },
    };
  }

  /**
   * @param network Size of the network's input.
   * @returns Class of each pixel.
   * @throws ModelError where a map is too large for a texture, and when the context is lost.
   */
  async mask(pixels: Pixels, network: Size, normalization: Normalization): Promise<Uint8Array> {
    const { height, width } = pixels;
    const bytes = this.run('mask', pixels, network, normalization);
    try {
      const columns = Math.ceil(width / 4);
      const rows = await readBytes(this.backend, bytes, height, columns);
      if (width % 4 === 0) return rows;
      const mask = new Uint8Array(height * width);
      for (let y = 0; y < height; y++) {
        mask.set(rows.subarray(4 * columns * y, 4 * columns * y + width), width * y);
      }
      return mask;
    } finally {
      this.backend.disposeIntermediateTensorInfo(bytes);
    }
  }

  /** @returns Logits of the image's size, [height, width, classes], for the caller to dispose of. */
  logits(pixels: Pixels, network: Size, normalization: Normalization): TensorInfo {
    return this.run('logits', pixels, network, normalization);
  }

  dispose(): void {
    for (const { texture } of this.weights.values()) this.backend.disposeIntermediateTensorInfo(texture);
    this.weights.clear();
    this.plans.clear();
  }

  private plan(result: 'mask' | 'logits', sizes: PlanSizes): Step[] {
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
    checkContext(this.backend);
    const steps = this.plan(result, { image: { height, width }, channels, network });
    const image = { ...tensor, shape: [height, width, channels] };
    // Pixels keep float32, as weights do, so they must be there before maps become smaller.
    this.backend.uploadToGPU(image.dataId);
    const maps = new Map<number, TensorInfo>();
    const free = (texture: number) => {
      this.stored(() => this.backend.disposeIntermediateTensorInfo(maps.get(texture) as TensorInfo));
      maps.delete(texture);
    };
    try {
      for (const { program, reads, weights, texture, frees } of steps) {
        const inputs = texture === 0 ? [image] : reads.map((read) => maps.get(read) as TensorInfo);
        if (weights) inputs.push(weights.texture);
        const uniforms = texture === 0 ? [[white], [mean], [std]] : undefined;
        const draw = () => this.backend.runWebGLProgram(program, inputs, 'float32', uniforms, true);
        const output = texture === undefined ? draw() : this.stored(draw);
        if (texture === undefined) {
          for (const read of frees) free(read);
          return output;
        }
        maps.set(texture, output);
        for (const read of frees) free(read);
      }
      throw new Error('The plan has no result.');
    } finally {
      for (const texture of [...maps.keys()]) free(texture);
    }
  }

  /** Runs with textures of maps as this precision has them; tfjs decides when it takes and gives one back. */
  private stored<T>(body: () => T): T {
    if (this.precision === 'single') return body();
    const flag = 'WEBGL_RENDER_FLOAT32_ENABLED';
    const before = env().getBool(flag);
    env().set(flag, false);
    try {
      return body();
    } finally {
      env().set(flag, before);
    }
  }
}
