/** What is used of tfjs's webgl backend beyond its published type. */
import type { DataId, DataType, KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';

export interface Program {
  readonly variableNames: string[];
  readonly outputShape: number[];
  readonly userCode: string;
  readonly customUniforms: { name: string; type: 'int' | 'float' }[];
  readonly enableShapeUniforms: boolean;
}

export interface TextureData {
  readonly slice?: { readonly flatOffset: number; readonly origDataId: DataId };
  readonly isPacked?: boolean;
}

export interface WebglBackend extends KernelBackend {
  readonly texData: { get(id: DataId): TextureData };
  readonly gpgpu: { readonly gl: { isContextLost(): boolean } };
  runWebGLProgram(program: Program, inputs: TensorInfo[], dtype: DataType, uniforms: number[][]): TensorInfo;
  disposeIntermediateTensorInfo(tensor: TensorInfo): void;
}
