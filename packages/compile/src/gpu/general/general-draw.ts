/** Shaders and weights of the nodes that other networks have than MiniSeg. */
import type { GeneralDraw } from '../draws.js';
import type { Layout } from '../layout.js';
import type { Shader, ShaderBuilder } from '../shader.js';
import type { Texels } from '../texels.js';
import { filterShader, filterTexels, tapsShader, tapsTexels } from './filter-shader.js';
import { activateShader, combineShader, gatherShader, gatherTexels } from './pixel-shader.js';
import { constantShader, constantTexels, resampleShader, spreadShader } from './place-shader.js';
import { poolShader, unpoolShader } from './pool-shader.js';
import { attendShader, mixShader, productsShader } from './sum-shader.js';

/** By the kind of node: its shader, and its table where it has one. */
const KINDS = {
  filter: [filterShader, filterTexels],
  taps: [tapsShader, tapsTexels],
  pool: [poolShader],
  unpool: [unpoolShader],
  activate: [activateShader],
  combine: [combineShader],
  gather: [gatherShader, gatherTexels],
  spread: [spreadShader],
  resample: [resampleShader],
  constant: [constantShader, constantTexels],
  attend: [attendShader],
  products: [productsShader],
  mix: [mixShader],
} as unknown as Record<
  GeneralDraw['node']['op'],
  [
    shader: (draw: GeneralDraw, builder: ShaderBuilder, output: Layout) => Shader,
    texels?: (draw: GeneralDraw) => Texels,
  ]
>;

export function generalShader(draw: GeneralDraw, builder: ShaderBuilder, output: Layout): Shader {
  return KINDS[draw.node.op][0](draw, builder, output);
}

/** Makes its table of weights; undefined where it has none. */
export function generalTexels(draw: GeneralDraw): (() => Texels) | undefined {
  const texels = KINDS[draw.node.op][1];
  return texels && (() => texels(draw));
}
