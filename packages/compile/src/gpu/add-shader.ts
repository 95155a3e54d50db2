/** Sums of maps that no other draw could take. */
import type { AddDraw } from './draws.js';
import type { Layout } from './layout.js';
import type { Shader, ShaderBuilder } from './shader.js';
import { Texels } from './texels.js';

/** Columns: bias and slopes. */
export function addTexels({ groups, bias, slopes }: AddDraw): Texels {
  const texels = new Texels(groups, 2);
  texels.setChannels(0, bias);
  texels.setChannels(1, slopes);
  return texels;
}

export function addShader(draw: AddDraw, builder: ShaderBuilder, output: Layout): Shader {
  return builder.map(output, `y = w(0, group);\n${builder.ending(draw, 1)}`);
}
