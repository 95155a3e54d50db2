/** Bilinear resizing with half-pixel centers. */
import type { Size } from '@miniseg/engine';
import type { ResizeDraw } from './draws.js';
import type { Layout } from './layout.js';
import { PIXEL, type Shader, type ShaderBuilder } from './shader.js';

/**
 * Defines `vec4f name(vec2i at, i32 group)`, pixel `at` of a map resized from one size to another; `read` is a function
 * of the same form. Pixel i samples at (i + 0.5) from / to - 0.5, clamped to the map.
 */
export function bilinear(name: string, read: string, from: Size, to: Size, builder: ShaderBuilder): void {
  if (from.height === to.height && from.width === to.width) {
    builder.procedure('vec4f', name, PIXEL, `return ${read}(at, group);`);
    return;
  }
  const { variable } = builder.language;
  // The quotient of whole numbers first: for sizes that divide evenly it is exact.
  const ratio = `vec2f(${from.width}.0, ${from.height}.0) / vec2f(${to.width}.0, ${to.height}.0)`;
  const place = `clamp((vec2f(at) + vec2f(0.5)) * (${ratio}) - vec2f(0.5), vec2f(0.0), vec2f(last))`;
  const body = `
${variable('vec2i', 'last', `vec2i(${from.width - 1}, ${from.height - 1})`)}
${variable('vec2f', 'place', place)}
${variable('vec2i', 'low', 'vec2i(place)')}
${variable('vec2i', 'high', 'min(low + vec2i(1), last)')}
${variable('vec2f', 'share', 'place - vec2f(low)')}
return mix(
  mix(${read}(low, group), ${read}(vec2i(high.x, low.y), group), share.x),
  mix(${read}(vec2i(low.x, high.y), group), ${read}(high, group), share.x),
  share.y);`;
  builder.procedure('vec4f', name, PIXEL, body);
}

export function resizeShader({ input }: ResizeDraw, builder: ShaderBuilder, output: Layout): Shader {
  builder.sum('x', [input]);
  bilinear('resized', 'x', builder.layout(input), output, builder);
  return builder.map(output, 'y = resized(at, group);');
}
