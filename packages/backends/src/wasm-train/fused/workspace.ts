/** What a fused kernel works with: the heap of the backend, and scratch space laid out in arrays. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { BackendError } from '../../errors.js';
import { type Heap, heapOf } from '../heap.js';

export interface Workspace extends Heap {
  /** Views of the heap as it is now: any allocation may replace its buffer. */
  floats(address: number, length: number): Float32Array;
  doubles(address: number, length: number): Float64Array;
  addresses(address: number, length: number): Uint32Array;
  /** A tensor's values where they are; bool tensors and the like are not for this. */
  values(tensor: TensorInfo): Float32Array;
  /** Calls `body` with the addresses of zeroed arrays of these numbers of bytes, each on a 16-byte boundary. */
  withArrays<T>(bytes: readonly number[], body: (...addresses: number[]) => T): T;
  /** Counts one more tensor that uses this one's memory. */
  share(tensor: TensorInfo): void;
  /** A new [length] float32 tensor of these values. */
  vector(values: ArrayLike<number>): TensorInfo;
}

/** Made once for each backend: its kernels run some thousand times in a training step. */
const workspaces = new WeakMap<BackendWasm, Workspace>();

export function workspaceOf(backend: unknown): Workspace {
  const wasm = backend as BackendWasm;
  let workspace = workspaces.get(wasm);
  if (!workspace) {
    workspace = openWorkspace(wasm);
    workspaces.set(wasm, workspace);
  }
  return workspace;
}

function openWorkspace(wasm: BackendWasm): Workspace {
  const heap = heapOf(wasm);
  if (!heap) {
    throw new BackendError(
      'failed',
      "The fused kernels found no SIMD heap in this build of the wasm backend; use tfjs's own SIMD build, or do not import @miniseg/backends/wasm-train.",
    );
  }
  const buffer = () => (wasm.wasm as unknown as { HEAPU8: Uint8Array }).HEAPU8.buffer;
  const floats = (address: number, length: number) => new Float32Array(buffer(), address, length);
  return {
    ...heap,
    floats,
    doubles: (address, length) => new Float64Array(buffer(), address, length),
    addresses: (address, length) => new Uint32Array(buffer(), address, length),
    values: (tensor) =>
      floats(
        heap.address(tensor),
        tensor.shape.reduce((a, b) => a * b, 1),
      ),
    withArrays(bytes, body) {
      const offsets: number[] = [];
      let total = 0;
      for (const size of bytes) {
        offsets.push(total);
        total += Math.ceil(size / 16) * 16;
      }
      return heap.withScratch(total + 16, (address) => {
        const start = Math.ceil(address / 16) * 16;
        heap.kernels.fill(start, 0, total / 4);
        return body(...offsets.map((offset) => start + offset));
      });
    },
    share: ({ dataId }) => wasm.incRef(dataId),
    vector(values) {
      const made = heap.output([values.length]);
      floats(heap.address(made), values.length).set(values);
      return made;
    },
  };
}
