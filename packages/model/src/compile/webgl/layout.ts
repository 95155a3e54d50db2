/**
 * How a map lies in a texture: four channels a texel, so a map of C channels has ceil(C / 4) groups. Each group is a
 * tile of height x width texels; tiles stand beside each other, and in several rows where a texture ends.
 */
import type { Size } from '@miniseg/engine';
import { ModelError } from '../../errors.js';

export interface Layout extends Size {
  groups: number;
  /** Tiles in a row. */
  columns: number;
}

/** Texels that hold this many channels. */
export function groupsOf(channels: number): number {
  return Math.ceil(channels / 4);
}

/**
 * @param limit Largest side of a texture.
 * @throws ModelError where no texture is large enough.
 */
export function layoutOf({ height, width }: Size, groups: number, limit: number): Layout {
  const columns = Math.max(1, Math.min(groups, Math.floor(limit / width)));
  const [rows, wide] = textureSize({ height, width, groups, columns });
  if (rows > limit || wide > limit) {
    throw new ModelError(
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

/** GLSL: `vec4 name(ivec2 at, int group)` reads four channels of a pixel, `offset` groups into the texture. */
export function reader(name: string, sampler: string, layout: Layout, offset: number): string {
  const { height, width, groups, columns } = layout;
  const tile =
    columns >= groups
      ? `ivec2(i * ${width}, 0)`
      : `ivec2(i % ${columns} * ${width}, i / ${columns} * ${height})`;
  return `
vec4 ${name}(ivec2 at, int group) {
  int i = group + ${offset};
  return texelFetch(${sampler}, at + ${tile}, 0);
}`;
}

/** GLSL: where the fragment lies, as `at` (a pixel) and `group`. */
export function locator({ height, width, columns }: Layout): string {
  return `
ivec2 texel = ivec2(gl_FragCoord.xy);
ivec2 tile = texel / ivec2(${width}, ${height});
ivec2 at = texel - tile * ivec2(${width}, ${height});
int group = tile.y * ${columns} + tile.x;`;
}
