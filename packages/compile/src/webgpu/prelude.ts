/** WGSL in front of every shader: the buffers that all share, and what it reads and writes in them. */
import { UNIFORMS } from '../gpu/language.js';
import type { Place } from './place-stores.js';

/** How numbers of an image are stored: bytes and 16-bit numbers lie packed in words. */
export type PixelFormat = 'u8' | 'u16' | 'f32';

/** Numbers in a word. */
export const PACKED = { u8: 4, u16: 2, f32: 1 } as const;

export interface Surroundings {
  /** Elements of each arena, for one image. */
  strides: readonly number[];
  format: PixelFormat;
  /** Words of an image, and of its result. */
  imageWords: number;
  resultWords: number;
}

/** Bindings: the arenas, then these. */
export const AFTER_ARENAS = ['weights', 'pixels', 'result', 'uniforms'] as const;

export function prelude(
  { strides, format, imageWords, resultWords }: Surroundings,
  reads: readonly Place[],
  output: Place | undefined,
): string {
  const binding = (n: number) => `@group(0) @binding(${n})`;
  const element = ({ arena, offset }: Place) => `A${arena}[image * ${strides[arena]} + ${offset} + i]`;
  const n = strides.length;
  const lines = [
    ...strides.map((_, arena) => `${binding(arena)} var<storage, read_write> A${arena}: array<vec4f>;`),
    `${binding(n)} var<storage, read> W: array<vec4f>;`,
    `${binding(n + 1)} var<storage, read> P: array<u32>;`,
    `${binding(n + 2)} var<storage, read_write> O: array<u32>;`,
    `struct Uniforms { ${UNIFORMS.map((name) => `${name}: f32`).join(', ')} }`,
    `${binding(n + 3)} var<uniform> uniforms: Uniforms;`,
    'var<private> image: i32;',
    ...reads.map((place, i) => `fn M${i}(i: i32) -> vec4f { return ${element(place)}; }`),
    `fn X(i: i32) -> f32 { ${pixel(format, imageWords)} }`,
    output
      ? `fn put(i: i32, y: vec4f) { ${element(output)} = y; }`
      : `fn putWord(i: i32, word: u32) { O[image * ${resultWords} + i] = word; }`,
  ];
  return lines.join('\n');
}

function pixel(format: PixelFormat, words: number): string {
  if (format === 'f32') return `return bitcast<f32>(P[image * ${words} + i]);`;
  const [most, bits] = format === 'u8' ? [4, 8] : [2, 16];
  const word = `P[image * ${words} + i / ${most}]`;
  return `return f32((${word} >> u32(i % ${most} * ${bits})) & ${2 ** bits - 1}u);`;
}
