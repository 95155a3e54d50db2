/**
 * How a map lies in a texture: each group of four channels is a tile of height x width texels; tiles stand beside each
 * other, and in several rows where a texture ends; those of one image before those of the next.
 */
import type { Size } from '@miniseg/engine';
import { CompileError } from '../errors.js';
import type { Layout } from '../gpu/layout.js';

/**
 * @param limit Largest side of a texture.
 * @throws {CompileError} where no texture is large enough.
 */
export function layoutOf({ height, width }: Size, groups: number, images: number, limit: number): Layout {
  const tiles = groups * images;
  const columns = Math.max(1, Math.min(tiles, Math.floor(limit / width)));
  const layout = { height, width, groups, columns, images };
  const [rows, wide] = textureSize(layout);
  if (rows > limit || wide > limit) {
    throw new CompileError(
      'image',
      `A map of ${width} x ${height} pixels and ${4 * groups} channels${images > 1 ? ` for ${images} images` : ''} does not ` +
        `fit into a texture of ${limit} x ${limit}; set inputSize, for example 512.`,
    );
  }
  return layout;
}

/** [rows, columns] in texels. */
export function textureSize({ height, width, groups, columns, images }: Layout): [number, number] {
  return [Math.ceil((groups * images) / columns) * height, columns * width];
}

/** GLSL: four channels of pixel `at` of an image in a texture; `group` is an expression. */
export function textureRead(sampler: string, layout: Layout, group: string): string {
  const { height, width, groups, columns, images } = layout;
  const tile = images > 1 ? `(image * ${groups} + ${group})` : `(${group})`;
  const first =
    columns >= groups * images
      ? `ivec2(${tile} * ${width}, 0)`
      : `ivec2(${tile} % ${columns} * ${width}, ${tile} / ${columns} * ${height})`;
  return `texelFetch(${sampler}, at + ${first}, 0)`;
}

/** GLSL: where the fragment lies, as `at` (a pixel), `group` and `image`. */
export function locator({ height, width, groups, columns, images }: Layout): string {
  return `
ivec2 texel = ivec2(gl_FragCoord.xy);
ivec2 tile = texel / ivec2(${width}, ${height});
ivec2 at = texel - tile * ivec2(${width}, ${height});
int group = tile.y * ${columns} + tile.x;
if (group >= ${groups * images}) { setOutput(vec4(0)); return; }
image = group / ${groups};
group -= image * ${groups};`;
}

/** The texels of a map of one image as [height, width, channels]. */
export function valuesOf(texels: Float32Array, layout: Layout, channels: number): Float32Array {
  const { height, width, columns } = layout;
  const [, wide] = textureSize(layout);
  const values = new Float32Array(height * width * channels);
  for (let channel = 0; channel < channels; channel++) {
    const group = channel >> 2;
    const top = Math.floor(group / columns) * height;
    const left = (group % columns) * width;
    for (let y = 0; y < height; y++) {
      let from = ((top + y) * wide + left) * 4 + (channel & 3);
      let to = y * width * channels + channel;
      for (let x = 0; x < width; x++, from += 4, to += channels) values[to] = texels[from];
    }
  }
  return values;
}
