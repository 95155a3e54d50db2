/**
 * How a map lies in a texture: each group of four channels is a tile of height x width texels; tiles stand beside each
 * other, and in several rows where a texture ends.
 */
import type { Size } from '@miniseg/engine';
import { CompileError } from '../errors.js';
import type { Layout } from '../gpu/layout.js';

/**
 * @param limit Largest side of a texture.
 * @throws {CompileError} where no texture is large enough.
 */
export function layoutOf({ height, width }: Size, groups: number, limit: number): Layout {
  const columns = Math.max(1, Math.min(groups, Math.floor(limit / width)));
  const [rows, wide] = textureSize({ height, width, groups, columns });
  if (rows > limit || wide > limit) {
    throw new CompileError(
      'image',
      `A map of ${width} x ${height} pixels and ${4 * groups} channels does not fit into a texture of ` +
        `${limit} x ${limit}; set inputSize, for example 512.`,
    );
  }
  return { height, width, groups, columns };
}

/** [rows, columns] in texels. */
export function textureSize({ height, width, groups, columns }: Layout): [number, number] {
  return [Math.ceil(groups / columns) * height, columns * width];
}

/** GLSL: four channels of pixel `at` in a texture; `group` is an expression. */
export function textureRead(sampler: string, layout: Layout, group: string): string {
  const { height, width, groups, columns } = layout;
  const tile =
    columns >= groups
      ? `ivec2((${group}) * ${width}, 0)`
      : `ivec2((${group}) % ${columns} * ${width}, (${group}) / ${columns} * ${height})`;
  return `texelFetch(${sampler}, at + ${tile}, 0)`;
}

/** GLSL: where the fragment lies, as `at` (a pixel) and `group`. */
export function locator({ height, width, columns }: Layout): string {
  return `
ivec2 texel = ivec2(gl_FragCoord.xy);
ivec2 tile = texel / ivec2(${width}, ${height});
ivec2 at = texel - tile * ivec2(${width}, ${height});
int group = tile.y * ${columns} + tile.x;`;
}
