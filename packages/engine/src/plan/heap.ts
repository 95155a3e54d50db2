/** Addresses in a WebAssembly memory, and what belongs there: laid out once, for any number of memories. */

/** Vectors of 64 bytes do not straddle lines of the cache. */
const ALIGNMENT = 64;
/** Kernels read, and drop, up to eight pixels behind a row. */
const SLACK = 16384;

/** What `applyImage` brings into a memory. */
export interface MemoryImage {
  /** The memory must have so many bytes. */
  bytes: number;
  stores: { address: number; bytes: Uint8Array }[];
  zeros: { address: number; length: number }[];
}

export class Heap {
  private top: number;
  private stores: MemoryImage['stores'] = [];
  private zeros: MemoryImage['zeros'] = [];

  /** @param top First address that is free. */
  constructor(top = ALIGNMENT) {
    this.top = top;
  }

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
    return address;
  }

  /** Copies values into new memory. */
  store(values: Float32Array | Int32Array): number {
    const address = this.allocate(values.byteLength);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
    this.stores.push({ address, bytes });
    return address;
  }

  clear(address: number, length: number): void {
    this.zeros.push({ address, length });
  }

  /**
   * What was stored and cleared since the last call, neighbors joined.
   *
   * @param shared Stores lie in shared memory, so that many workers get them without a copy on the way.
   */
  take(shared = false): MemoryImage {
    const { stores, zeros } = this;
    this.stores = [];
    this.zeros = [];
    const runs: MemoryImage['stores'][] = [];
    let end = Number.NEGATIVE_INFINITY;
    for (const store of stores) {
      if (store.address - end >= ALIGNMENT || store.address < end) runs.push([]);
      runs[runs.length - 1].push(store);
      end = store.address + store.bytes.length;
    }
    const join = (run: MemoryImage['stores']) => {
      const [{ address }] = run;
      const last = run[run.length - 1];
      const length = last.address + last.bytes.length - address;
      const bytes = new Uint8Array(shared ? new SharedArrayBuffer(length) : new ArrayBuffer(length));
      for (const store of run) bytes.set(store.bytes, store.address - address);
      return { address, bytes };
    };
    return { bytes: this.top + SLACK, stores: runs.map(join), zeros };
  }
}
