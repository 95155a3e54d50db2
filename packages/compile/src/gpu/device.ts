/** What plans ask of a way to the graphics processor. */
import type { Size } from '@miniseg/engine';
import type { Language } from './language.js';
import type { Layout } from './layout.js';

/**
 * What a plan ends in. 'mask': bytes, rows filled up to a multiple of four. 'logits': [images, height, width, classes].
 * 'map': the same as a map. 'probabilities': mask and softmax.
 */
export type Result = 'mask' | 'logits' | 'map' | 'probabilities';

/** What a shader makes. */
export type Made =
  | { kind: 'map'; layout: Layout }
  | { kind: Exclude<Result, 'map'>; image: Size; images: number; classes: number };

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

/** W: a table of weights that is on the device. */
export interface Surface<W> {
  readonly language: Language;
  /** @throws {CompileError} where a map is too large for it. */
  layout(size: Size, groups: number, images: number): Layout;
  /** Code that defines `vec4f w(i32 column, i32 row)`. */
  define(weights: W): string;
}
