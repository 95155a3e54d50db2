/** Sums over all pixels or channels with weights that the image gives: attention, products, mixtures. */
import type { AttendNode, MixNode, ProductsNode } from '@miniseg/engine';
import type { GeneralDraw } from '../draws.js';
import { groupsOf, type Layout } from '../layout.js';
import type { Shader, ShaderBuilder } from '../shader.js';

/** In one pass: when a larger logit comes, what was summed so far is scaled down to it. */
export function attendShader(
  { node, inputs }: GeneralDraw<AttendNode>,
  builder: ShaderBuilder,
  output: Layout,
): Shader {
  const { variable, loop } = builder.language;
  const [query, key, value] = inputs;
  const { height, width } = builder.layout(key.view);
  builder.sum('q', [query.view]);
  builder.sum('k', [key.view]);
  builder.sum('v', [value.view]);
  const pixel = `
${variable('vec2i', 'p', 'vec2i(px, py)')}
${variable('f32', 'logit', '0.0')}
${loop('i', 0, groupsOf(query.channels), 'logit += dot(q(at, i), k(p, i));')}
logit *= f32(${node.scale});
${variable('f32', 'next', 'max(largest, logit)')}
${variable('f32', 'shrink', 'exp(largest - next)')}
${variable('f32', 'share', 'exp(logit - next)')}
total = total * shrink + share;
y = y * shrink + share * v(p, group);
largest = next;`;
  const body = `
y = vec4f(0.0);
${variable('f32', 'largest', '-3.4e38')}
${variable('f32', 'total', '0.0')}
${loop('py', 0, height, loop('px', 0, width, pixel))}
y = y / total;`;
  return builder.map(output, body);
}

/** Pixel (0, c) of the result belongs to channel c of the first map. */
export function productsShader(
  { inputs }: GeneralDraw<ProductsNode>,
  builder: ShaderBuilder,
  output: Layout,
): Shader {
  const { variable, loop } = builder.language;
  const [first, second] = inputs;
  const { height, width } = builder.layout(first.view);
  builder.sum('a', [first.view]);
  builder.sum('b', [second.view]);
  const pixel = `
${variable('vec2i', 'p', 'vec2i(px, py)')}
line += a(p, own)[lane] * b(p, group);`;
  const body = `
y = vec4f(0.0);
${variable('i32', 'own', 'at.y / 4')}
${variable('i32', 'lane', 'at.y - own * 4')}
${loop('py', 0, height, `${variable('vec4f', 'line', 'vec4f(0.0)')}\n${loop('px', 0, width, pixel)}\ny += line;`)}`;
  return builder.map(output, body);
}

/** Row c of the matrix, which is a map one pixel wide, mixes the channels for channel c. */
export function mixShader(
  { node, inputs }: GeneralDraw<MixNode>,
  builder: ShaderBuilder,
  output: Layout,
): Shader {
  const { variable, loop } = builder.language;
  const [map, matrix] = inputs;
  builder.sum('x', [map.view]);
  builder.sum('m', [matrix.view]);
  const lane = `
${variable('i32', 'c', 'group * 4 + lane')}
if (c < ${node.channels}) {
  ${variable('f32', 'total', '0.0')}
  ${loop('i', 0, groupsOf(node.channels), 'total += dot(m(vec2i(0, c), i), x(at, i));')}
  y[lane] = total;
}`;
  return builder.map(output, `y = vec4f(0.0);\n${loop('lane', 0, 4, lane)}`);
}
