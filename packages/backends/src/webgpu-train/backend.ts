/** What is used of tfjs's webgpu backend beyond its published type, and of WebGPU, whose types not every project has. */
import type { BackendValues, DataId, DataType, KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';

export interface Buffer {
  readonly size: number;
  readonly usage: number;
}

interface Pass {
  setPipeline(pipeline: Pipeline): void;
  setBindGroup(index: number, group: object): void;
  dispatchWorkgroups(x: number, y: number, z: number): void;
}

export interface Pipeline {
  readonly label: string;
}

export interface Binding {
  buffer: Buffer;
  offset?: number;
  size?: number;
}

export interface Device {
  readonly lost: Promise<{ reason?: string; message: string }>;
  readonly limits: { readonly maxBufferSize: number; readonly maxStorageBufferBindingSize: number };
  readonly queue: { writeBuffer(buffer: Buffer, offset: number, data: ArrayBuffer): void };
  createBuffer(descriptor: { size: number; usage: number }): Buffer;
  createShaderModule(descriptor: { code: string }): object;
  createBindGroupLayout(descriptor: object): object;
  createPipelineLayout(descriptor: object): object;
  createComputePipeline(descriptor: object): Pipeline;
  createBindGroup(descriptor: object): object;
  addEventListener(type: 'uncapturederror', listener: (event: { error: Error }) => void): void;
}

export interface TensorData {
  dtype: DataType;
  shape: number[];
  values: unknown;
  refCount: number;
  resource?: Buffer | null;
  /** The backend does not release such a buffer. */
  external?: boolean;
  /** Of a tensor that lies inside another one's buffer. */
  view?: View;
}

export interface View {
  readonly slab: Slab;
  /** In bytes. */
  readonly offset: number;
  readonly size: number;
}

/** A buffer that several tensors lie in. */
export interface Slab {
  readonly buffer: Buffer;
  tensors: number;
  /** Called when the last of them is gone. */
  free(): void;
  /** The buffer of the slab that this one has replaced. */
  spare?: Buffer;
}

interface Mapped extends Buffer {
  mapAsync(mode: number): Promise<void>;
  getMappedRange(): ArrayBuffer;
  unmap(): void;
}

export interface WebgpuBackend extends KernelBackend {
  readonly device: Device;
  readonly adapterInfo?: { readonly vendor?: string; readonly architecture?: string };
  readonly tensorMap: {
    get(id: DataId): TensorData;
    has(id: DataId): boolean;
    set(id: DataId, data: TensorData): void;
    delete(id: DataId): boolean;
  };
  readonly bufferManager: {
    acquireBuffer(size: number, usage: number): Buffer;
    releaseBuffer(buffer: Buffer, reuse?: boolean): void;
    /** By size and usage; the last one is used next. */
    readonly freeBuffers: Map<string, Buffer[]>;
  };
  readonly uniformPendingDisposal: Buffer[];
  commandQueueOwnedIds: WeakSet<DataId>;
  commandEncoder: {
    beginComputePass(descriptor: object): Pass;
    copyBufferToBuffer(from: Buffer, at: number, to: Buffer, offset: number, size: number): void;
  } | null;
  computePassEncoder: Pass | null;
  dispatchCountInPass: number;
  nextDataId(): number;
  makeTensorInfo(shape: number[], dtype: DataType, values?: ArrayLike<number>): TensorInfo;
  uploadToGPU(id: DataId): void;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  disposeData(id: DataId, force?: boolean): boolean;
  tensorToBinding(tensor?: TensorInfo): unknown;
  read(id: DataId): Promise<BackendValues>;
}

export type Staging = Mapped;

/** Of GPUBufferUsage, which is no value where WebGPU is not. */
export const USAGE = { MAP_READ: 1, COPY_SRC: 4, COPY_DST: 8, UNIFORM: 64, STORAGE: 128 } as const;
/** As the backend uses its tensors' buffers. */
export const STORAGE = USAGE.STORAGE | USAGE.COPY_SRC | USAGE.COPY_DST;
