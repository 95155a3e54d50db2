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
  // In whole numbers, so that no rounding moves a pixel: the place is over / (2 to).
  const axis = (name: string, inputs: number, outputs: number) => `
${variable('i32', `over_${name}`, `clamp((2 * at.${name} + 1) * ${inputs} - ${outputs}, 0, ${2 * (inputs - 1) * outputs})`)}
${variable('i32', `low_${name}`, `over_${name} / ${2 * outputs}`)}
${variable('i32', `high_${name}`, `min(low_${name} + 1, ${inputs - 1})`)}
${variable('f32', `share_${name}`, `f32(over_${name} - low_${name} * ${2 * outputs}) / ${2 * outputs}.0`)}`;
  const at = (x: string, y: string) => `${read}(vec2i(${x}_x, ${y}_y), group)`;
  const body = `
${axis('x', from.width, to.width)}
${axis('y', from.height, to.height)}
return mix(
  mix(${at('low', 'low')}, ${at('high', 'low')}, share_x),
  mix(${at('low', 'high')}, ${at('high', 'high')}, share_x),
  share_y);`;
  builder.procedure('vec4f', name, PIXEL, body);
}

export function resizeShader({ input }: ResizeDraw, builder: ShaderBuilder, output: Layout): Shader {
  builder.sum('x', [input]);
  bilinear('resized', 'x', builder.layout(input), output, builder);
  return builder.map(output, 'y = resized(at, group);');
}
