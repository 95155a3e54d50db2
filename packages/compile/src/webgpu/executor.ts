/**
 * A program on WebGPU by itself: one command encoder, one compute pass and one submission for all images of a run. tfjs is
 * asked for nothing; a run may read from a buffer of its, and write into one.
 */
import type { Normalization, Program } from '@miniseg/engine';
import { CompileError } from '../errors.js';
import { planDraws } from '../gpu/draws.js';
import type { PlanContext } from '../gpu/plan.js';
import type { GpuBuffer } from './api.js';
import { RunBuffers } from './buffers.js';
import type { OpenDevice } from './open-device.js';
import { makePlan, type Plan, type PlanKey } from './plan.js';
import { type Table, WeightTables } from './weights.js';
import { wgsl } from './wgsl.js';

/** One run. */
export interface Run {
  plan: Plan;
  /** For each image its words; or those of all in a buffer of this device. */
  words: readonly ArrayBufferView[] | { buffer: GpuBuffer };
  images: number;
  white: number;
  normalization: Normalization;
}

export class WebgpuExecutor {
  private readonly plans = new Map<string, Promise<Plan>>();
  private readonly tables: WeightTables;
  private readonly buffers: RunBuffers;
  private readonly context: PlanContext<Table>;
  private readonly numbers = new Float32Array(4);
  private disposed = false;

  constructor(
    program: Program,
    private readonly opened: OpenDevice,
  ) {
    this.tables = new WeightTables(opened.device);
    this.buffers = new RunBuffers(opened.device, () => this.tables.buffer());
    this.context = {
      program,
      draws: planDraws(program),
      surface: {
        language: wgsl,
        layout: (size, groups) => ({ ...size, groups, columns: 1, images: 1 }),
        define: ({ first, columns }) =>
          wgsl.procedure(
            'vec4f',
            'w',
            ['i32 column', 'i32 row'],
            `return W[${first} + row * ${columns} + column];`,
          ),
      },
      weights: this.tables.table,
    };
  }

  /** Compiled once for each size and kind of image. */
  plan(key: PlanKey): Promise<Plan> {
    this.check();
    const { result, format, image, channels, network } = key;
    const name = [result, format, image.height, image.width, channels, network.height, network.width].join();
    let plan = this.plans.get(name);
    if (!plan) {
      plan = makePlan(key, this.context, this.opened.device);
      this.plans.set(name, plan);
      plan.catch(() => this.plans.delete(name));
    }
    return plan;
  }

  /** @returns What `take`, which must not keep them, makes of the results of all images, one after the other. */
  async read<T>(run: Run, take: (bytes: ArrayBuffer) => T): Promise<T> {
    const grown = this.prepare(run);
    const { plan, images } = run;
    const bytes = 4 * plan.resultWords * images;
    const staging = this.buffers.borrow(bytes);
    this.enqueue(run, staging, bytes);
    const [result] = await Promise.all([this.buffers.read(staging, bytes, take), grown]);
    this.check();
    return result;
  }

  /** Puts the result of all images into a buffer of this device, and waits for nothing. */
  write(run: Run, into: GpuBuffer): Promise<void> | undefined {
    const grown = this.prepare(run);
    this.enqueue(run, into, 4 * run.plan.resultWords * run.images);
    return grown;
  }

  check(): void {
    if (this.disposed) {
      throw new CompileError('device', 'The predictor is disposed; compile the model again.');
    }
    this.opened.check();
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.buffers.dispose();
    this.tables.dispose();
    this.opened.close();
  }

  /** Memory, pixels and numbers. */
  private prepare({ plan, words, images, white, normalization }: Run): Promise<void> | undefined {
    this.check();
    const { queue } = this.opened.device;
    const grown = this.buffers.fit(plan, images);
    if (!('buffer' in words)) {
      for (const [n, image] of words.entries()) {
        queue.writeBuffer(this.buffers.get('pixels'), 4 * plan.imageWords * n, image);
      }
    }
    const numbers = [white, normalization.mean, normalization.std].map(Math.fround);
    if (grown || numbers.some((number, i) => this.numbers[i] !== number)) {
      this.numbers.set(numbers);
      queue.writeBuffer(this.buffers.get('uniforms'), 0, this.numbers);
    }
    return grown;
  }

  private enqueue({ plan, words, images }: Run, into: GpuBuffer, bytes: number): void {
    const { device } = this.opened;
    const encoder = device.createCommandEncoder();
    if ('buffer' in words) {
      const size = 4 * plan.imageWords * images;
      encoder.copyBufferToBuffer(words.buffer, 0, this.buffers.get('pixels'), 0, size);
    }
    const pass = encoder.beginComputePass();
    pass.setBindGroup(0, this.buffers.group(plan));
    for (const { pipeline, x, y } of plan.steps) {
      pass.setPipeline(pipeline);
      pass.dispatchWorkgroups(x, y, images);
    }
    pass.end();
    encoder.copyBufferToBuffer(this.buffers.get('result'), 0, into, 0, bytes);
    device.queue.submit([encoder.finish()]);
  }
}
