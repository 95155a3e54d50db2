/** What is used of WebGPU, whose types not every project has. */
export interface GpuBuffer {
  readonly size: number;
  mapAsync(mode: number, offset: number, size: number): Promise<void>;
  getMappedRange(offset: number, size: number): ArrayBuffer;
  unmap(): void;
  destroy(): void;
}

export type Pipeline = object;
export type BindGroup = object;

interface Pass {
  setPipeline(pipeline: Pipeline): void;
  setBindGroup(index: number, group: BindGroup): void;
  dispatchWorkgroups(x: number, y: number, z: number): void;
  end(): void;
}

interface Encoder {
  beginComputePass(): Pass;
  copyBufferToBuffer(from: GpuBuffer, at: number, to: GpuBuffer, offset: number, size: number): void;
  finish(): object;
}

export interface GpuDevice {
  readonly lost: Promise<{ message: string }>;
  readonly limits: {
    readonly maxBufferSize: number;
    readonly maxStorageBufferBindingSize: number;
    readonly maxComputeWorkgroupsPerDimension: number;
  };
  readonly queue: {
    writeBuffer(buffer: GpuBuffer, offset: number, data: ArrayBufferView, from?: number, size?: number): void;
    submit(commands: object[]): void;
  };
  createBuffer(descriptor: { size: number; usage: number }): GpuBuffer;
  createShaderModule(descriptor: { code: string }): object;
  createBindGroupLayout(descriptor: object): object;
  createPipelineLayout(descriptor: object): object;
  createComputePipelineAsync(descriptor: object): Promise<Pipeline>;
  createBindGroup(descriptor: object): BindGroup;
  createCommandEncoder(): Encoder;
  pushErrorScope(filter: 'out-of-memory' | 'validation'): void;
  popErrorScope(): Promise<{ message: string } | null>;
  destroy(): void;
}

export interface GpuAdapter {
  readonly limits: Record<string, number>;
  requestDevice(descriptor: object): Promise<GpuDevice>;
}

/** Of GPUBufferUsage, GPUMapMode and GPUShaderStage, which are no values where WebGPU is not. */
export const USAGE = { MAP_READ: 1, COPY_SRC: 4, COPY_DST: 8, UNIFORM: 64, STORAGE: 128 } as const;
export const READ = 1;
export const COMPUTE = 4;
