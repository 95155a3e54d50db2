/**
 * Weights on the device, a texture for each draw. Uniforms were tried for those that fit: in software they are slower
 * by a quarter. What the texels hold is the business of the shaders, see `Texels`.
 */
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Texels } from '../gpu/texels.js';
import { packTexels } from './pack-texels.js';

export interface Weights {
  texture: TensorInfo;
  /** Columns of the table. */
  columns: number;
  /** Texels in a row of the texture: the columns, unless a texture cannot be so wide. */
  wide: number;
}

/** @param limit Largest side of a texture. */
export function uploadWeights(texels: Texels, backend: MathBackendWebGL, limit: number): Weights {
  const { wide, shape, values } = packTexels(texels, limit);
  const texture = backend.makeTensorInfo(shape, 'float32', values);
  // Packed at once, as the shaders read it.
  backend.getDataInfo(texture.dataId).isPacked = true;
  backend.uploadToGPU(texture.dataId);
  return { texture, columns: texels.columns, wide };
}

/** GLSL that defines `vec4 w(int column, int row)`. */
export function weightReader({ columns, wide }: Weights): string {
  if (wide === columns) {
    return 'vec4 w(int column, int row) { return texelFetch(W, ivec2(column, row), 0); }';
  }
  return `
vec4 w(int column, int row) {
  int i = row * ${columns} + column;
  return texelFetch(W, ivec2(i % ${wide}, i / ${wide}), 0);
}`;
}
