/** What moves pixels: resizing of any kind, zeros between pixels, and a map that is the same for every image. */
import type { ConstantNode, ResampleNode, SpreadNode } from '@miniseg/engine';
import type { GeneralDraw } from '../draws.js';
import type { Layout } from '../layout.js';
import type { Shader, ShaderBuilder } from '../shader.js';
import { Texels } from '../texels.js';

/** In whole numbers, so that no rounding moves a pixel: the place is `over` / `under`. */
export function resampleShader(
  { node, inputs }: GeneralDraw<ResampleNode>,
  builder: ShaderBuilder,
  output: Layout,
): Shader {
  const { variable } = builder.language;
  const { view } = inputs[0];
  const from = builder.layout(view);
  builder.sum('x', [view]);
  const axis = (name: string, at: string, inputs: number, outputs: number) => {
    const [over, under] = {
      corners: [`${at} * ${inputs - 1}`, Math.max(1, outputs - 1)],
      ratio: [`${at} * ${inputs}`, outputs],
      'half-pixel': [`max(0, (2 * ${at} + 1) * ${inputs} - ${outputs})`, 2 * outputs],
    }[node.grid] as [string, number];
    return `
${variable('i32', `over_${name}`, `min(${over}, ${(inputs - 1) * under})`)}
${variable('i32', `low_${name}`, `over_${name} / ${under}`)}
${variable('i32', `high_${name}`, `min(low_${name} + 1, ${inputs - 1})`)}
${variable('f32', `share_${name}`, `f32(over_${name} - low_${name} * ${under}) / ${under}.0`)}`;
  };
  const read = (x: string, y: string) => `x(vec2i(${x}_x, ${y}_y), group)`;
  const result =
    node.kind === 'nearest'
      ? read('low', 'low')
      : `mix(
  mix(${read('low', 'low')}, ${read('high', 'low')}, share_x),
  mix(${read('low', 'high')}, ${read('high', 'high')}, share_x),
  share_y)`;
  const body = `
${axis('x', 'at.x', from.width, output.width)}
${axis('y', 'at.y', from.height, output.height)}
y = ${result};`;
  return builder.map(output, body);
}

export function spreadShader(
  { node, inputs }: GeneralDraw<SpreadNode>,
  builder: ShaderBuilder,
  output: Layout,
): Shader {
  const { variable } = builder.language;
  const [rows, columns] = node.strides;
  builder.sum('x', [inputs[0].view]);
  const body = `
${variable('vec2i', 'strides', `vec2i(${columns}, ${rows})`)}
${variable('vec2i', 'p', 'at / strides')}
${variable('vec2i', 'rest', 'at - p * strides')}
y = vec4f(0.0);
if (rest.x == 0 && rest.y == 0) { y = x(p, group); }`;
  return builder.map(output, body);
}

/** A column for each pixel. */
export function constantTexels({ node, groups }: GeneralDraw<ConstantNode>): Texels {
  const { height, width, channels, values } = node;
  const texels = new Texels(groups, height * width);
  for (let pixel = 0; pixel < height * width; pixel++) {
    texels.setChannels(pixel, values.subarray(pixel * channels, (pixel + 1) * channels));
  }
  return texels;
}

export function constantShader(
  { node }: GeneralDraw<ConstantNode>,
  builder: ShaderBuilder,
  output: Layout,
): Shader {
  return builder.map(output, `y = w(at.y * ${node.width} + at.x, group);`);
}
