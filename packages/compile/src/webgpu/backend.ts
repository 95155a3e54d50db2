/** The WebGPU backend of tfjs, as far as it is used here, and whether its device is still there. */
import {
  backend,
  type DataId,
  type DataType,
  type KernelBackend,
  type TensorInfo,
  engine as tfjs,
} from '@tensorflow/tfjs-core';
import { CompileError } from '../errors.js';

/** tfjs's own type needs those of WebGPU, which not every project has. */
export interface WebgpuBackend extends KernelBackend {
  device: {
    limits: { maxStorageBufferBindingSize: number; maxStorageBuffersPerShaderStage: number };
    lost: Promise<{ message: string }>;
  };
  makeTensorInfo(shape: number[], dtype: DataType, values?: Float32Array): TensorInfo;
  uploadToGPU(data: DataId): void;
  runWebGPUProgram(
    program: WebgpuProgram,
    inputs: TensorInfo[],
    type: DataType,
    uniforms?: { type: 'float32'; data: number[] }[],
  ): TensorInfo;
}

export interface WebgpuProgram {
  variableNames: string[];
  /** Numbers in an element of each input, and of the output. */
  variableComponents: number[];
  outputComponent: number;
  outputShape: number[];
  dispatchLayout: { x: number[] };
  dispatch: [number, number, number];
  workgroupSize: [number, number, number];
  /** Whether shaders know the number of elements as `uniforms.size`; what they do not use is not bound. */
  size: true;
  /** Fields of a struct. */
  uniforms?: string;
  /** Programs of the same key are compiled once; tfjs adds to it when it runs one. */
  shaderKey: string;
  getUserCode(): string;
}

/** @throws {CompileError} ('device') unless tfjs's webgpu backend is the one that is set. */
export function webgpuBackend(): WebgpuBackend {
  const { backendName } = tfjs();
  if (backendName === 'webgpu') return backend() as WebgpuBackend;
  throw new CompileError(
    'device',
    `target 'webgpu' needs the backend 'webgpu', and '${backendName}' is set; import '@tensorflow/tfjs-backend-webgpu' ` +
      "and call await tf.setBackend('webgpu'), or use another target.",
  );
}

/** A loss is told after the failures that it causes: when the device has left its work, at most so much later (ms). */
const MOST_DELAY = 5000;

/** `check` and `settle` of `Device`. */
export function watchDevice({ device }: WebgpuBackend) {
  let reason: string | undefined;
  const lost = device.lost.then(({ message }) => {
    reason = message || 'the driver was reset';
  });
  return {
    check() {
      if (reason === undefined) return;
      throw new CompileError(
        'device',
        `The WebGPU device is lost (${reason}), and all its tensors are gone. Call tf.removeBackend('webgpu'), ` +
          'register and set a backend again, load the model again, and compile it again; or reload the page.',
      );
    },
    settle: () => Promise.race([lost, new Promise<void>((resolve) => setTimeout(resolve, MOST_DELAY))]),
  };
}
