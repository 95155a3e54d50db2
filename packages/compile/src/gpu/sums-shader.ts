/** The running sums F'_k of a pyramid (see `PyramidNode`), all of them, where they are worth a draw of their own. */
import type { SumsDraw } from './draws.js';
import { groupsOf, type Layout } from './layout.js';
import { dilations } from './pyramid-shader.js';
import type { Shader, ShaderBuilder } from './shader.js';
import { Texels } from './texels.js';

const TAPS = 9;

/** Row of a branch and group of channels: its center tap, summed where sums run on, and 8 others for each branch. */
export function sumsTexels({ groups, node }: SumsDraw): Texels {
  const { width, branches, hierarchical } = node;
  const inner = groupsOf(width);
  const texels = new Texels(groups, 1 + 8 * branches.length);
  const center = new Float64Array(width);
  for (const [k, { filter }] of branches.entries()) {
    if (!hierarchical) center.fill(0);
    for (let c = 0; c < width; c++) center[c] += filter[4 * width + c];
    texels.setChannels(0, center, k * inner);
    for (let t = 0; t < TAPS; t++) {
      if (t === 4) continue;
      const column = 1 + 8 * k + (t < 4 ? t : t - 1);
      // Later branches' sums hold this one too.
      for (let later = k; later < (hierarchical ? branches.length : k + 1); later++) {
        texels.setChannels(column, filter.subarray(t * width, (t + 1) * width), later * inner);
      }
    }
  }
  return texels;
}

export function sumsShader({ input, node }: SumsDraw, builder: ShaderBuilder, output: Layout): Shader {
  const { variable, loop, choose } = builder.language;
  const inner = groupsOf(node.width);
  builder.sum('x', [input]);
  builder.outside('outside', builder.layout(input));
  builder.add(dilations(node, builder.language));
  const tap = `
${variable('vec2i', 'p', 'center + vec2i(t % 3 - 1, t / 3 - 1) * DILATIONS[b]')}
if (t == 4 || outside(p)) { continue; }
y += w(1 + b * 8 + ${choose('t < 4', 't', 't - 1')}, group) * x(p, i);`;
  const body = `
${variable('i32', 'k', `group / ${inner}`)}
${variable('i32', 'i', `group - k * ${inner}`)}
${variable('vec2i', 'center', `at * ${node.strides}`)}
y = w(0, group) * x(center, i);
${loop('b', node.hierarchical ? 0 : 'k', 'k + 1', loop('t', 0, TAPS, tap))}`;
  return builder.map(output, body);
}
