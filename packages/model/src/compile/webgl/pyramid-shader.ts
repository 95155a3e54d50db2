/**
 * AHSP behind its first pointwise convolution, see `PyramidNode`: in one draw, which computes the sums that its four
 * channels need, or in two, the first of which stores all sums.
 */
import type { PyramidNode } from '@miniseg/engine';
import type { PyramidDraw } from './draws.js';
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
  const { groups, node, whole } = draw;
  const { channels, branches, attention, hierarchical } = node;
  const inner = groupsOf(node.width);
  const outputs = channels / branches.length;
  const matrices = spanOf(node) * inner * 4;
  builder.sum('x', [draw.input]);
  const mix = `
vec4 part = vec4(0);
float scale = 1.0;
${attention ? 'float logit = 0.0;' : ''}
for (int i = 0; i < ${inner}; i++) {
  vec4 v = ${whole ? 'running[i]' : `x(at, k * ${inner} + i)`};
  int c = ((k - first) * ${inner} + i) * 4;
  ${multiply('c', 'group', 'part')}
  ${attention ? `logit += dot(v, w(${TAPS}, ${groups} + k * ${inner} + i));` : ''}
}
${attention ? 'scale += 1.0 / (1.0 + exp(-logit));' : ''}
y += part * scale;`;
  const range = `
y = ${node.bias ? `w(${matrices}, group)` : 'vec4(0)'};
int first = group * 4 / ${outputs};
int last = min(${branches.length - 1}, (group * 4 + 3) / ${outputs});`;
  const ending = builder.ending(draw, matrices + 1);
  if (!whole) {
    return builder.map(output, `${range}\nfor (int k = first; k <= last; k++) { ${mix} }\n${ending}`);
  }
  builder.outside('outside', builder.layout(draw.input));
  builder.add(dilations(node));
  const body = `
${range}
vec4 running[${inner}];
for (int i = 0; i < ${inner}; i++) running[i] = vec4(0);
for (int k = ${hierarchical ? '0' : 'first'}; k <= last; k++) {
  ${hierarchical ? '' : `for (int i = 0; i < ${inner}; i++) running[i] = vec4(0);`}
  for (int t = 0; t < ${TAPS}; t++) {
    ivec2 p = at * ${node.strides} + ivec2(t % 3 - 1, t / 3 - 1) * DILATIONS[k];
    if (outside(p)) continue;
    for (int i = 0; i < ${inner}; i++) running[i] += w(t, ${groups} + k * ${inner} + i) * x(p, i);
  }
  if (k >= first) { ${mix} }
}
${ending}`;
  return builder.map(output, body);
}

/** GLSL: `DILATIONS[branch]`. */
export function dilations({ branches }: PyramidNode): string {
  const values = branches.map(({ dilation }) => dilation).join(', ');
  return `const int DILATIONS[${branches.length}] = int[](${values});`;
}
