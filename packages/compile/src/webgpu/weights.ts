/** All tables of weights in one buffer. */
import { CompileError } from '../errors.js';
import type { Texels } from '../gpu/texels.js';
import { type GpuBuffer, type GpuDevice, USAGE } from './api.js';

export interface Table {
  /** Of its first element. */
  first: number;
  columns: number;
}

/** Takes tables while shaders are written for the first time, and uploads them then. */
export class WeightTables {
  private readonly tables = new Map<object, Table>();
  private waiting: Texels[] = [];
  private elements = 0;
  private stored?: GpuBuffer;

  constructor(private readonly device: GpuDevice) {}

  /** The same for the same key. */
  readonly table = (key: object, texels: () => Texels): Table => {
    const known = this.tables.get(key);
    if (known) return known;
    const made = texels();
    const table = { first: this.elements, columns: made.columns };
    this.tables.set(key, table);
    this.waiting.push(made);
    this.elements += made.values.length / 4;
    return table;
  };

  /** @throws {CompileError} ('device') for more weights than a shader reaches. */
  buffer(): GpuBuffer {
    if (this.stored) return this.stored;
    const { maxStorageBufferBindingSize: most } = this.device.limits;
    const size = Math.max(16, 16 * this.elements);
    if (size > most) {
      throw new CompileError(
        'device',
        `The network's weights take ${size} bytes, and a shader of this WebGPU device reaches ${most}; use target 'wasm'.`,
      );
    }
    this.stored = this.device.createBuffer({ size, usage: USAGE.STORAGE | USAGE.COPY_DST });
    let at = 0;
    for (const { values } of this.waiting) {
      this.device.queue.writeBuffer(this.stored, at, values);
      at += values.byteLength;
    }
    this.waiting = [];
    return this.stored;
  }

  dispose(): void {
    this.stored?.destroy();
  }
}
