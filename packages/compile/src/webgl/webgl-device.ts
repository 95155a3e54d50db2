/** Maps as textures of four channels a texel, and shaders as programs of tfjs's webgl backend. */
import type { GPGPUProgram } from '@tensorflow/tfjs-backend-webgl';
import { env } from '@tensorflow/tfjs-core';
import type { Device, Made, ShaderText } from '../gpu/device.js';
import { UNIFORMS } from '../gpu/language.js';
import { checkContext, webglBackend } from './context.js';
import { glsl, PRELUDE } from './glsl.js';
import { layoutOf, textureSize } from './layout.js';
import { readBytes } from './read-bytes.js';
import { uploadWeights, type Weights, weightReader } from './weights.js';

/** 'half' stores maps as float16: half the memory and traffic, computed in float32 all the same. */
export type WebglPrecision = 'single' | 'half';

interface WebglProgram {
  program: GPGPUProgram;
  isMap: boolean;
}

/** tfjs's TextureUsage.DOWNLOAD: texels of four bytes. */
const BYTES = 3;

/** @throws {CompileError} ('device') unless tfjs's webgl backend is set. */
export function webglDevice(precision: WebglPrecision): Device<WebglProgram, Weights> {
  const backend = webglBackend();
  const limit = env().getNumber('WEBGL_MAX_TEXTURE_SIZE');
  const stored = precision === 'half' ? inHalf : <T>(body: () => T) => body();
  return {
    name: 'webgl',
    backend,
    language: glsl,
    layout: (size, groups) => layoutOf(size, groups, limit),
    upload: (texels) => uploadWeights(texels, backend, limit),
    define: weightReader,
    tensorOf: ({ texture }) => texture,
    program: (shader) => ({ program: programOf(shader), isMap: shader.made.kind === 'map' }),
    run({ program, isMap }, inputs, numbers) {
      const uniforms = numbers?.map((number) => [number]);
      const draw = () => backend.runWebGLProgram(program, inputs, 'float32', uniforms, true);
      return isMap ? stored(draw) : draw();
    },
    release(data, store) {
      const free = () => backend.disposeIntermediateTensorInfo(data);
      if (store) stored(free);
      else free();
    },
    // Pixels keep float32, as weights do, so they must be there before maps become smaller.
    provide: (data) => backend.uploadToGPU(data),
    readMask: (mask, { height, width }) => readBytes(backend, mask, height, Math.ceil(width / 4)),
    check: () => checkContext(backend),
    settle: async () => {},
  };
}

/** Runs with textures of half floats; tfjs decides when it takes and gives one back. */
function inHalf<T>(body: () => T): T {
  const flag = 'WEBGL_RENDER_FLOAT32_ENABLED';
  const before = env().getBool(flag);
  env().set(flag, false);
  try {
    return body();
  } finally {
    env().set(flag, before);
  }
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
  return made.kind === 'mask' ? [height, Math.ceil(width / 4)] : [height, width, made.classes];
}
