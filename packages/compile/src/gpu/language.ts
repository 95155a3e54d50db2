/**
 * What GLSL (WebGL) and WGSL (WebGPU) say differently, so that each shader is written once: types by WGSL's short names
 * (f32, i32, vec2f, vec2i, vec4f) in both. Arithmetic, components, `max`, `min`, `mix`, `clamp`, `dot` and `exp` are the
 * same anyway. Several images are computed in one run: `image` is the number of the one that a thread or fragment is of.
 */
import type { Size } from '@miniseg/engine';
import type { Layout } from './layout.js';

export interface Language {
  /** `type name = value;` */
  variable(type: string, name: string, value: string): string;
  /** An array of `length`, which is not filled. */
  array(type: string, name: string, length: number): string;
  /** A constant array, read as `name[i]`. */
  constants(type: string, name: string, values: readonly string[]): string;
  /** `body` for `name` = `from`, `from` + 1, ... below `to`. */
  loop(name: string, from: number | string, to: number | string, body: string): string;
  /** @param parameters Types and names in turn: 'vec2i at'. */
  procedure(type: string, name: string, parameters: readonly string[], body: string): string;
  choose(condition: string, yes: string, no: string): string;
  /** Four channels of pixel `at` (vec2i) of the image `image` in the i-th map that a shader reads; `group` is an expression. */
  read(i: number, layout: Layout, group: string): string;
  /** One channel of the image, a number. */
  readImage(at: string, channel: string, image: Size, channels: number): string;
  /** One of `UNIFORMS`. */
  uniform(name: string): string;
  /** Four channels of pixel `at`, `group` of a map: `body` leaves them in `y`. */
  mapMain(output: Layout, body: string): string;
  /** For each pixel of the image the logit of each class, where `vec4f logits(vec2i at, i32 group)` is defined. */
  logitsMain(image: Size, classes: number): string;
  /** Bytes of classes, where `i32 classOf(vec2i at)` is defined; rows are filled up to a multiple of four. */
  maskMain(image: Size): string;
  /** The same, and behind all of them the softmax of each pixel's logits. */
  probabilitiesMain?(image: Size, classes: number): string;
}

/** Of the first draw: input = (pixel / white - mean) / deviation; `std` is a reserved word of WGSL. */
export const UNIFORMS = ['white', 'mean', 'deviation'];
