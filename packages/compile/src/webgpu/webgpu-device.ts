/** Maps as arrays of four channels an element, and shaders as programs of tfjs's webgpu backend. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { CompileError } from '../errors.js';
import type { Device, Made, ShaderText } from '../gpu/device.js';
import { UNIFORMS } from '../gpu/language.js';
import type { Texels } from '../gpu/texels.js';
import { type WebgpuBackend, type WebgpuProgram, watchDevice, webgpuBackend } from './backend.js';
import { wgsl } from './wgsl.js';

interface Weights {
  table: TensorInfo;
  columns: number;
}

interface Typed {
  program: WebgpuProgram;
  type: 'float32' | 'int32';
}

/** Threads that run together; each makes one element. */
const GROUP = 64;

/** @throws {CompileError} ('device') unless tfjs's webgpu backend is set. */
export function webgpuDevice(): Device<Typed, Weights> {
  const backend = webgpuBackend();
  const release = ({ dataId }: TensorInfo) => void backend.disposeData(dataId);
  return {
    name: 'webgpu',
    backend,
    language: wgsl,
    layout: (size, groups) => ({ ...size, groups, columns: 1 }),
    upload: (texels) => upload(texels, backend),
    define: ({ columns }) =>
      wgsl.procedure('vec4f', 'w', ['i32 column', 'i32 row'], `return W[row * ${columns} + column];`),
    tensorOf: ({ table }) => table,
    program: (shader) => {
      checkLimits(shader, backend);
      return programOf(shader);
    },
    run({ program, type }, inputs, numbers) {
      const uniforms = numbers?.map((number) => ({ type: 'float32' as const, data: [number] }));
      const flat = inputs.map((input) => ({ ...input, shape: [product(input.shape)] }));
      // A copy, as tfjs writes into it.
      return backend.runWebGPUProgram({ ...program }, flat, type, uniforms);
    },
    release,
    provide: (data) => backend.uploadToGPU(data),
    async readMask({ dataId }) {
      const words = (await backend.read(dataId)) as Int32Array;
      return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
    },
    ...watchDevice(backend),
  };
}

function upload({ values, columns }: Texels, backend: WebgpuBackend): Weights {
  const table = backend.makeTensorInfo([values.length], 'float32', values);
  backend.uploadToGPU(table.dataId);
  return { table, columns };
}

/** What goes beyond the device's limits computes nothing, and says nothing. */
function checkLimits({ made, maps, weighted, pixels }: ShaderText, { device }: WebgpuBackend): void {
  const { maxStorageBufferBindingSize: most, maxStorageBuffersPerShaderStage: buffers } = device.limits;
  const { height, width } = made.kind === 'map' ? made.layout : made.image;
  const numbers = Math.max(
    product(shapeOf(made)),
    pixels ? pixels.height * pixels.width * pixels.channels : 0,
  );
  if (4 * numbers > most) {
    throw new CompileError(
      'image',
      `An array of ${width} x ${height} pixels takes ${4 * numbers} bytes, and the WebGPU device reads and writes up to ` +
        `${most}; set inputSize, for example 512, or give a smaller slice.`,
    );
  }
  // One is written.
  const needed = maps + (weighted ? 2 : 1);
  if (needed > buffers) {
    throw new CompileError(
      'device',
      `A layer of this network needs ${needed} buffers at once, and the WebGPU device gives a shader ${buffers}; use ` +
        "target 'tfjs' or 'wasm'.",
    );
  }
}

function programOf({ code, made, maps, weighted, pixels }: ShaderText): Typed {
  const components = made.kind === 'map' ? 4 : 1;
  const names = pixels ? ['X'] : Array.from({ length: maps }, (_, i) => `M${i}`);
  const outputShape = shapeOf(made);
  const threads = product(outputShape) / components;
  const program: WebgpuProgram = {
    variableNames: weighted ? [...names, 'W'] : names,
    variableComponents: [...names.map(() => (pixels ? 1 : 4)), ...(weighted ? [4] : [])],
    outputComponent: components,
    outputShape,
    dispatchLayout: { x: outputShape.map((_, axis) => axis) },
    dispatch: [Math.ceil(threads / GROUP), 1, 1],
    workgroupSize: [GROUP, 1, 1],
    size: true,
    ...(pixels && { uniforms: UNIFORMS.map((name) => `${name}: f32`).join(', ') }),
    shaderKey: code,
    getUserCode: () => code,
  };
  return { program, type: made.kind === 'mask' ? 'int32' : 'float32' };
}

const product = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);

function shapeOf(made: Made): number[] {
  if (made.kind === 'map') return [made.layout.height * made.layout.width * made.layout.groups * 4];
  const { height, width } = made.image;
  return made.kind === 'mask' ? [height * Math.ceil(width / 4)] : [height, width, made.classes];
}
