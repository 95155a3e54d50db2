/** A WebAssembly.Memory that is filled from the bottom and never given back, but to a mark. */
import { EngineError } from '../errors.js';

const PAGE = 65536;
/** Vectors of 64 bytes do not straddle lines of the cache. */
const ALIGNMENT = 64;
/** Kernels read, and drop, up to eight pixels behind a row. */
const SLACK = 16384;

export class Heap {
  private top = ALIGNMENT;

  constructor(readonly memory: WebAssembly.Memory) {}

  get mark(): number {
    return this.top;
  }

  release(mark: number): void {
    this.top = mark;
  }

  /** The address of `bytes` new bytes, of any content. */
  allocate(bytes: number): number {
    const address = this.top;
    this.top = Math.ceil((address + bytes) / ALIGNMENT) * ALIGNMENT;
    const missing = this.top + SLACK - this.memory.buffer.byteLength;
    if (missing > 0) this.grow(Math.ceil(missing / PAGE));
    return address;
  }

  private grow(pages: number): void {
    try {
      this.memory.grow(pages);
    } catch (error) {
      throw new EngineError(
        'image',
        `The image needs ${Math.ceil(this.top / 2 ** 20)} MB of memory, more than there is; make it smaller with inputSize.`,
        { cause: error },
      );
    }
  }

  /** Copies values into new memory. */
  store(values: Float32Array | Int32Array): number {
    const address = this.allocate(values.byteLength);
    new Uint8Array(this.memory.buffer).set(
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
      address,
    );
    return address;
  }

  clear(address: number, bytes: number): void {
    new Uint8Array(this.memory.buffer, address, bytes).fill(0);
  }
}
