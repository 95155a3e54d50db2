import { instantiateTrainKernels, type TrainKernels } from '../src/index.js';

const PAGE = 65536;

/** A memory of its own with kernels on it. A guard that kernels must not write follows each array. */
export class Sandbox {
  readonly kernels: TrainKernels;
  #memory: WebAssembly.Memory;
  #next = 0;

  constructor({ pages = 64, shared = false } = {}) {
    this.#memory = new WebAssembly.Memory({ initial: pages, maximum: 1024, shared });
    this.kernels = instantiateTrainKernels(this.#memory);
  }

  get memory(): WebAssembly.Memory {
    return this.#memory;
  }

  /** The address of room for `length` floats, filled with NaN, or of a copy of an array. 16 guarding bytes follow. */
  place(values: Float32Array | number): number {
    const length = typeof values === 'number' ? values : values.length;
    const address = this.#next;
    this.#next += length * 4 + 16;
    if (this.#next > this.#memory.buffer.byteLength) {
      this.#memory.grow(Math.ceil((this.#next - this.#memory.buffer.byteLength) / PAGE));
    }
    const room = new Float32Array(this.#memory.buffer, address, length + 4).fill(Number.NaN);
    if (typeof values !== 'number') room.set(values);
    return address;
  }

  scratch(bytes: number): number {
    return this.place(Math.ceil(bytes / 4));
  }

  /** What a kernel wrote; throws if it wrote beyond. */
  read(address: number, length: number): Float32Array {
    const values = new Float32Array(this.#memory.buffer, address, length + 4).slice();
    if (values.subarray(length).some((guard) => !Number.isNaN(guard))) {
      throw new Error(`A kernel wrote beyond the ${length} floats at ${address}`);
    }
    return values.subarray(0, length);
  }

  clear(): void {
    this.#next = 0;
  }
}
