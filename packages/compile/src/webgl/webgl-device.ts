/** Maps as textures of four channels a texel, and shaders as programs of tfjs's webgl backend. */
import type { Size } from '@miniseg/engine';
import type { GPGPUProgram, MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { env, type TensorInfo } from '@tensorflow/tfjs-core';
import { CompileError } from '../errors.js';
import type { Made, ShaderText, Surface } from '../gpu/device.js';
import { UNIFORMS } from '../gpu/language.js';
import type { Layout } from '../gpu/layout.js';
import type { Texels } from '../gpu/texels.js';
import { checkContext, webglBackend } from './context.js';
import { glsl, PRELUDE } from './glsl.js';
import { layoutOf, textureSize, valuesOf } from './layout.js';
import { readTexels } from './read-texels.js';
import { uploadWeights, type Weights, weightReader } from './weights.js';

export type WebglProgram = GPGPUProgram;

export interface WebglDevice extends Surface<Weights> {
  readonly backend: MathBackendWebGL;
  upload(texels: Texels): Weights;
  program(shader: ShaderText): WebglProgram;
  /** @param numbers Those of `UNIFORMS`, for the shader that reads the image. */
  run(program: WebglProgram, inputs: TensorInfo[], numbers?: number[]): TensorInfo;
  release(data: TensorInfo): void;
  /** Texels of a result, without waiting for the device: the page goes on meanwhile. */
  read(
    result: TensorInfo,
    rows: number,
    columns: number,
    Type: Uint8ArrayConstructor | Float32ArrayConstructor,
  ): Promise<Uint8Array | Float32Array>;
  /** The numbers of a map, [height, width, channels]. */
  readMap(map: TensorInfo, layout: Layout, channels: number): Promise<Float32Array>;
  /** @throws {CompileError} when the context is lost: it computes nothing and says nothing. */
  check(): void;
}

/** tfjs's TextureUsage.DOWNLOAD: texels of four bytes. */
const BYTES = 3;

/** @throws {CompileError} ('device') unless tfjs's webgl backend is set. */
export function webglDevice(): WebglDevice {
  const backend = webglBackend();
  const limit = env().getNumber('WEBGL_MAX_TEXTURE_SIZE');
  const samplers = backend.getGPGPUContext().gl.getParameter(0x8872) as number;
  const device: WebglDevice = {
    backend,
    language: glsl,
    layout: (size: Size, groups, images) => layoutOf(size, groups, images, limit),
    upload: (texels) => uploadWeights(texels, backend, limit),
    define: weightReader,
    program: (shader) => {
      checkSamplers(shader, samplers);
      return programOf(shader);
    },
    run: (program, inputs, numbers) =>
      backend.runWebGLProgram(
        program,
        inputs,
        'float32',
        numbers?.map((number) => [number]),
        true,
      ),
    release: (data) => backend.disposeIntermediateTensorInfo(data),
    read: (result, rows, columns, Type) => readTexels(backend, result, rows, columns, Type),
    async readMap(map, layout, channels) {
      const [rows, columns] = textureSize(layout);
      const texels = await readTexels(backend, map, rows, columns, Float32Array);
      return valuesOf(texels as Float32Array, layout, channels);
    },
    check: () => checkContext(backend),
  };
  return device;
}

/** More textures than a shader may read would read nothing. */
function checkSamplers({ maps, weighted }: ShaderText, most: number): void {
  const needed = maps + Number(weighted);
  if (needed <= most) return;
  throw new CompileError(
    'device',
    `A layer of this network reads ${needed} textures at once, and this device gives a shader ${most}; use target 'webgpu', ` +
      "'wasm' or 'tfjs'.",
  );
}

/** A texel is four numbers for tfjs, two by two, whatever they mean here. */
function programOf({ code, made, maps, weighted, pixels }: ShaderText): GPGPUProgram {
  const names = pixels ? ['X'] : Array.from({ length: maps }, (_, i) => `M${i}`);
  return {
    variableNames: weighted ? [...names, 'W'] : names,
    outputShape: shapeOf(made),
    packedInputs: !pixels,
    packedOutput: made.kind === 'map',
    ...(pixels && { customUniforms: UNIFORMS.map((name) => ({ name, type: 'float' as const })) }),
    ...(made.kind === 'mask' && { outTexUsage: BYTES }),
    userCode: `${PRELUDE}\n${code}`,
  };
}

function shapeOf(made: Made): number[] {
  if (made.kind === 'map') return textureSize(made.layout).map((side) => 2 * side);
  const { height, width } = made.image;
  const rows = height * made.images;
  return made.kind === 'mask' ? [rows, Math.ceil(width / 4)] : [rows, width, made.classes];
}
