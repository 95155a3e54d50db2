/** Bilinear resizing with half-pixel centres. */
import type { Size } from '@miniseg/engine';
import type { ResizeDraw } from './draws.js';
import type { Layout } from './layout.js';
import type { Shader, ShaderBuilder } from './shader.js';

/**
 * GLSL: `vec4 name(ivec2 at, int group)`, pixel `at` of a map resized from one size to another; `read` is a function of
 * the same form. Pixel i samples at (i + 0.5) from / to - 0.5, clamped to the map.
 */
export function bilinear(name: string, read: string, from: Size, to: Size): string {
  if (from.height === to.height && from.width === to.width) {
    return `vec4 ${name}(ivec2 at, int group) { return ${read}(at, group); }`;
  }
  // The quotient of whole numbers first: for sizes that divide evenly it is exact.
  const ratio = `vec2(${from.width}, ${from.height}) / vec2(${to.width}, ${to.height})`;
  return `
vec4 ${name}(ivec2 at, int group) {
  ivec2 last = ivec2(${from.width - 1}, ${from.height - 1});
  vec2 place = clamp((vec2(at) + 0.5) * (${ratio}) - 0.5, vec2(0), vec2(last));
  ivec2 low = ivec2(place);
  ivec2 high = min(low + 1, last);
  vec2 share = place - vec2(low);
  return mix(
    mix(${read}(low, group), ${read}(ivec2(high.x, low.y), group), share.x),
    mix(${read}(ivec2(low.x, high.y), group), ${read}(high, group), share.x),
    share.y);
}`;
}

export function resizeShader({ input }: ResizeDraw, builder: ShaderBuilder, output: Layout): Shader {
  builder.sum('x', [input]);
  builder.add(bilinear('resized', 'x', builder.layout(input), output));
  return builder.map(output, 'y = resized(at, group);');
}
