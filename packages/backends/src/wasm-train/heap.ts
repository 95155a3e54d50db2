/** The heap of tfjs' wasm backend, and our kernels on it: tensors are read and written where they are. */
import { instantiateTrainKernels, type TrainKernels } from '@miniseg/kernels';
import type { Task, TaskPool } from '@miniseg/threads';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type DataType, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { BackendError } from '../errors.js';
import { GRAIN, partsOf } from './parts.js';

/** What the backend's Emscripten module has beyond its published type. The heap may be a shared memory. */
interface EmscriptenModule {
  /** Exports of the plain and of the SIMD build. */
  asm?: { memory?: WebAssembly.Memory };
  /** The shared memory of the threaded build. */
  wasmMemory?: WebAssembly.Memory;
  _malloc(bytes: number): number;
  _free(address: number): void;
}

export type KernelTask = Task<TrainKernels>;

export interface Heap {
  readonly kernels: TrainKernels;
  /** Runs kernels in any order, at the same time where the backend has threads: they must not touch each other's results. */
  run(tasks: readonly KernelTask[]): void;
  /** Byte offset of a tensor's data. It holds until the tensor is disposed, also when the heap grows. */
  address(tensor: TensorInfo): number;
  /** A new tensor whose values are not set. */
  output(shape: number[], dtype?: DataType): TensorInfo;
  /** Sets all elements of a float32 tensor. */
  fill(tensor: TensorInfo, value: number): void;
  /** Frees a tensor that `output` made and that the engine does not know. */
  dispose(tensor: TensorInfo): void;
  /** Calls `body` with the address of `bytes` of memory, which are free again afterwards. */
  withScratch<T>(bytes: number, body: (address: number) => T): T;
}

/** Undefined: this backend instance cannot run the kernels. */
const heaps = new WeakMap<BackendWasm, Heap | undefined>();

/** The heap of a backend instance; undefined where there is no SIMD (or no memory to be found): use the compositions. */
export function heapOf(backend: BackendWasm): Heap | undefined {
  if (!heaps.has(backend)) heaps.set(backend, openHeap(backend));
  return heaps.get(backend);
}

const pools = new WeakMap<BackendWasm, TaskPool<TrainKernels> | undefined>();

/** The memory of a backend instance; undefined where none is to be found. */
export function memoryOf(backend: BackendWasm): WebAssembly.Memory | undefined {
  const module = backend.wasm as unknown as EmscriptenModule;
  return module.wasmMemory ?? module.asm?.memory;
}

export const poolOf = (backend: BackendWasm): TaskPool<TrainKernels> | undefined => pools.get(backend);

/** Gives a backend instance the threads that its kernels run on, to end with it; undefined takes them away. */
export function setPool(backend: BackendWasm, pool: TaskPool<TrainKernels> | undefined): void {
  pools.get(backend)?.dispose();
  if (pool && !pools.has(backend)) {
    const dispose = backend.dispose;
    backend.dispose = () => {
      setPool(backend, undefined);
      dispose.call(backend);
    };
  }
  pools.set(backend, pool);
}

function openHeap(backend: BackendWasm): Heap | undefined {
  const module = backend.wasm as unknown as EmscriptenModule;
  const memory = memoryOf(backend);
  if (!memory) return undefined;
  let kernels: TrainKernels;
  try {
    kernels = instantiateTrainKernels(memory);
  } catch (error) {
    if (error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError) return undefined;
    throw error;
  }
  return {
    kernels,
    run(tasks) {
      const pool = pools.get(backend);
      if (pool && tasks.length > 1) pool.run(tasks);
      else for (const [name, ...args] of tasks) (kernels[name] as (...args: number[]) => void)(...args);
    },
    address: ({ dataId }) => backend.dataIdMap.get(dataId).memoryOffset,
    output: (shape, dtype = 'float32') => backend.makeOutput(shape, dtype),
    fill(tensor, value) {
      const to = this.address(tensor);
      const parts = partsOf(util.sizeFromShape(tensor.shape), GRAIN);
      this.run(parts.map(([begin, end]) => ['fill', to + 4 * begin, value, end - begin]));
    },
    dispose: ({ dataId }) => {
      backend.disposeData(dataId);
    },
    withScratch(bytes, body) {
      const address = module._malloc(bytes);
      if (address === 0) {
        throw new BackendError(
          'failed',
          `The wasm heap has no ${bytes} bytes left for a kernel's scratch memory; dispose tensors, or make the batch smaller.`,
        );
      }
      try {
        return body(address >>> 0);
      } finally {
        module._free(address);
      }
    },
  };
}
