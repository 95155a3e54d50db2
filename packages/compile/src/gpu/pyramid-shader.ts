/**
 * AHSP behind its first pointwise convolution, see `PyramidNode`: in one draw, which computes the sums that its four
 * channels need, or in two, the first of which stores all sums.
 */
import type { PyramidNode } from '@miniseg/engine';
import type { PyramidDraw } from './draws.js';
import type { Language } from './language.js';
import { groupsOf, type Layout } from './layout.js';
import { branchesOf } from './pyramid-cost.js';
import { multiply, type Shader, type ShaderBuilder } from './shader.js';
import { Texels } from './texels.js';

const TAPS = 9;

/** The branches that mix in one texel of the output, at most. */
function spanOf(node: PyramidNode): number {
  const spans = Array.from({ length: groupsOf(node.channels) }, (_, group) => {
    const [first, last] = branchesOf(node, group);
    return last - first + 1;
  });
  return Math.max(...spans);
}

/**
 * Row `group`: for each branch that mixes in the texel and each group of its channels a 4x4 matrix, zero for channels of
 * other branches; then bias and slopes. Behind them a row for each branch and group of channels: 9 taps and attention.
 */
export function pyramidTexels({ groups, node }: PyramidDraw): Texels {
  const { width, channels, branches, attention, fuse } = node;
  const inner = groupsOf(width);
  const matrices = spanOf(node) * inner * 4;
  const texels = new Texels(groups + branches.length * inner, Math.max(matrices + 2, TAPS + 1));
  for (let c = 0; c < channels; c++) {
    const branch = Math.floor((c * branches.length) / channels);
    const [first] = branchesOf(node, c >> 2);
    for (let i = 0; i < width; i++) {
      const column = ((branch - first) * inner + (i >> 2)) * 4 + (i & 3);
      texels.set(c >> 2, column, c & 3, fuse[i * channels + c]);
    }
  }
  texels.setChannels(matrices, node.bias);
  texels.setChannels(matrices + 1, node.slopes);
  for (const [k, { filter }] of branches.entries()) {
    const row = groups + k * inner;
    for (let t = 0; t < TAPS; t++) texels.setChannels(t, filter.subarray(t * width, (t + 1) * width), row);
    const column = attention?.filter((_, i) => i % branches.length === k);
    texels.setChannels(TAPS, column, row);
  }
  return texels;
}

export function pyramidShader(draw: PyramidDraw, builder: ShaderBuilder, output: Layout): Shader {
  const { language } = builder;
  const { variable, loop } = language;
  const { groups, node, whole } = draw;
  const { channels, branches, attention, hierarchical } = node;
  const inner = groupsOf(node.width);
  const outputs = channels / branches.length;
  const matrices = spanOf(node) * inner * 4;
  builder.sum('x', [draw.input]);
  const mixOne = `
${variable('vec4f', 'v', whole ? 'running[i]' : `x(at, k * ${inner} + i)`)}
${variable('i32', 'c', `((k - first) * ${inner} + i) * 4`)}
${multiply('c', 'group', 'part')}
${attention ? `logit += dot(v, w(${TAPS}, ${groups} + k * ${inner} + i));` : ''}`;
  const mix = `
${variable('vec4f', 'part', 'vec4f(0.0)')}
${variable('f32', 'scale', '1.0')}
${attention ? variable('f32', 'logit', '0.0') : ''}
${loop('i', 0, inner, mixOne)}
${attention ? 'scale += 1.0 / (1.0 + exp(-logit));' : ''}
y += part * scale;`;
  const range = `
y = ${node.bias ? `w(${matrices}, group)` : 'vec4f(0.0)'};
${variable('i32', 'first', `group * 4 / ${outputs}`)}
${variable('i32', 'last', `min(${branches.length - 1}, (group * 4 + 3) / ${outputs})`)}`;
  const ending = builder.ending(draw, matrices + 1);
  if (!whole) return builder.map(output, `${range}\n${loop('k', 'first', 'last + 1', mix)}\n${ending}`);
  builder.outside('outside', builder.layout(draw.input));
  builder.add(dilations(node, language));
  const clear = loop('i', 0, inner, 'running[i] = vec4f(0.0);');
  const tap = `
${variable('vec2i', 'p', `at * ${node.strides} + vec2i(t % 3 - 1, t / 3 - 1) * DILATIONS[k]`)}
if (outside(p)) { continue; }
${loop('i', 0, inner, `running[i] += w(t, ${groups} + k * ${inner} + i) * x(p, i);`)}`;
  const branch = `
${hierarchical ? '' : clear}
${loop('t', 0, TAPS, tap)}
if (k >= first) { ${mix} }`;
  const body = `
${range}
${language.array('vec4f', 'running', inner)}
${clear}
${loop('k', hierarchical ? 0 : 'first', 'last + 1', branch)}
${ending}`;
  return builder.map(output, body);
}

/** `DILATIONS[branch]`. */
export function dilations({ branches }: PyramidNode, { constants }: Language): string {
  return constants(
    'i32',
    'DILATIONS',
    branches.map(({ dilation }) => `${dilation}`),
  );
}
