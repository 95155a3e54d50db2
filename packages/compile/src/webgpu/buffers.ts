/** The buffers that all runs of a predictor share: they grow with what is asked of them, and stay. */
import { CompileError } from '../errors.js';
import { type BindGroup, type GpuBuffer, type GpuDevice, READ, USAGE } from './api.js';
import type { Plan } from './plan.js';

type Bound = 'pixels' | 'result' | 'uniforms';

const KINDS = {
  pixels: USAGE.STORAGE | USAGE.COPY_DST,
  result: USAGE.STORAGE | USAGE.COPY_SRC,
  uniforms: USAGE.UNIFORM | USAGE.COPY_DST,
} as const;
const ARENA = USAGE.STORAGE;
/** As many as there are runs in flight, and one more. */
const MOST_STAGING = 3;

export class RunBuffers {
  private readonly bound = new Map<Bound | number, GpuBuffer>();
  private groups = new Map<Plan, BindGroup>();
  /** Buffers to read results from that no run has, the smallest first. */
  private readonly staging: GpuBuffer[] = [];

  constructor(
    private readonly device: GpuDevice,
    private readonly weights: () => GpuBuffer,
  ) {}

  get(name: Bound): GpuBuffer {
    return this.bound.get(name) as GpuBuffer;
  }

  /**
   * Makes room for a run.
   *
   * @returns Where something had to grow: rejects with a CompileError where there is not so much memory.
   */
  fit(plan: Plan, images: number): Promise<void> | undefined {
    const needs: [Bound | number, number][] = [
      ...plan.strides.map((elements, arena): [number, number] => [arena, 16 * elements * images]),
      ['pixels', 4 * plan.imageWords * images],
      ['result', 4 * plan.resultWords * images],
      ['uniforms', 16],
    ];
    const small = needs.filter(([name, size]) => !((this.bound.get(name)?.size ?? -1) >= size));
    if (small.length === 0) return undefined;
    this.device.pushErrorScope('out-of-memory');
    try {
      for (const [name, size] of small) {
        this.bound.get(name)?.destroy();
        this.bound.set(name, this.create(size, typeof name === 'number' ? ARENA : KINDS[name]));
      }
      this.groups = new Map();
      // Weights are among what there may be no memory for.
      this.weights();
    } catch (error) {
      this.device.popErrorScope();
      this.dispose();
      throw error;
    }
    return this.had(this.device.popErrorScope());
  }

  group(plan: Plan): BindGroup {
    const known = this.groups.get(plan);
    if (known) return known;
    const arenas = plan.strides.map((_, arena) => this.bound.get(arena) as GpuBuffer);
    const others = [this.weights(), this.get('pixels'), this.get('result'), this.get('uniforms')];
    const entries = [...arenas, ...others].map((buffer, binding) => ({
      binding,
      resource: { buffer },
    }));
    const group = this.device.createBindGroup({ layout: plan.layout, entries });
    this.groups.set(plan, group);
    return group;
  }

  /** A buffer of at least so many bytes to read from; `read` gives it back. */
  borrow(bytes: number): GpuBuffer {
    const at = this.staging.findIndex(({ size }) => size >= bytes);
    if (at >= 0) return this.staging.splice(at, 1)[0];
    return this.create(bytes, USAGE.MAP_READ | USAGE.COPY_DST);
  }

  /** Waits for what was copied into a borrowed buffer, and shows it to `take`, which must not keep it. */
  async read<T>(buffer: GpuBuffer, bytes: number, take: (bytes: ArrayBuffer) => T): Promise<T> {
    await buffer.mapAsync(READ, 0, bytes);
    const taken = take(buffer.getMappedRange(0, bytes));
    buffer.unmap();
    this.staging.push(buffer);
    // The smallest one first, which is the first to go.
    this.staging.sort((a, b) => a.size - b.size);
    if (this.staging.length > MOST_STAGING) this.staging.shift()?.destroy();
    return taken;
  }

  dispose(): void {
    for (const buffer of [...this.bound.values(), ...this.staging]) buffer.destroy();
    this.bound.clear();
    this.staging.length = 0;
    this.groups.clear();
  }

  private create(size: number, usage: number): GpuBuffer {
    return this.device.createBuffer({ size: Math.ceil(size / 16) * 16, usage });
  }

  private async had(scope: Promise<{ message: string } | null>): Promise<void> {
    const error = await scope;
    if (!error) return;
    this.dispose();
    throw new CompileError(
      'device',
      `The WebGPU device is out of memory (${error.message}); set inputSize, for example 512, give fewer slices at once, ` +
        "or use target 'wasm'.",
    );
  }
}
