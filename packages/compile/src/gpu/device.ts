/** What the two ways to a graphics processor, both tfjs's backends, differ in besides their language. */
import type { Size } from '@miniseg/engine';
import type { DataId, KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import type { Language } from './language.js';
import type { Layout } from './layout.js';
import type { Texels } from './texels.js';

/** What a shader makes. */
export type Made =
  | { kind: 'map'; layout: Layout }
  /** 'mask': bytes, rows filled up to a multiple of four; 'logits': [height, width, classes]. */
  | { kind: 'mask' | 'logits'; image: Size; classes: number };

export interface ShaderText {
  code: string;
  made: Made;
  /** Maps that it reads. */
  maps: number;
  /** Whether it reads a table of weights after them. */
  weighted: boolean;
  /** The image, if that is what it reads instead. */
  pixels?: Size & { channels: number };
}

/** P: a program, W: a table of weights that is on the device. */
export interface Device<P, W> {
  readonly name: 'webgl' | 'webgpu';
  readonly backend: KernelBackend;
  readonly language: Language;
  /** @throws {CompileError} where a map is too large for it. */
  layout(size: Size, groups: number): Layout;
  upload(texels: Texels): W;
  /** Code that defines `vec4f w(i32 column, i32 row)`. */
  define(weights: W): string;
  tensorOf(weights: W): TensorInfo;
  program(shader: ShaderText): P;
  /** @param numbers Those of `UNIFORMS`, for the shader that reads the image. */
  run(program: P, inputs: TensorInfo[], numbers?: number[]): TensorInfo;
  /** @param store Whether it holds a map. */
  release(data: TensorInfo, store: boolean): void;
  /** Moves data to the device. */
  provide(data: DataId): void;
  /** The result of a shader of masks, without waiting for the device: the page goes on meanwhile. */
  readMask(mask: TensorInfo, image: Size): Promise<Uint8Array>;
  /** @throws {CompileError} when the device is lost: it computes nothing and says nothing. */
  check(): void;
  /** Resolves when `check` would know of a loss that has just made something else fail. */
  settle(): Promise<void>;
}
