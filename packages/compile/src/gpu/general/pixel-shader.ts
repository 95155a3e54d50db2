/** What each pixel computes of itself: activations, sums and products of two maps, channels in another order. */
import type { ActivateNode, ActivationKind, CombineNode, GatherNode } from '@miniseg/engine';
import type { GeneralDraw } from '../draws.js';
import { groupsOf, type Layout } from '../layout.js';
import { PIXEL, type Shader, type ShaderBuilder } from '../shader.js';
import { Texels } from '../texels.js';

const ZERO = 'vec4f(0.0)';
const ONE = 'vec4f(1.0)';
/** Beyond these e^x leaves float32, and the results do not change any more. */
const SIGMOID = '1.0 / (1.0 + exp(-clamp(v, vec4f(-80.0), vec4f(80.0))))';
const number = (value: number) => (Number.isInteger(value) ? `${value}.0` : `${value}`);

function activation(kind: Exclude<ActivationKind, 'softmax'>, alpha: string): string {
  switch (kind) {
    case 'clipped-relu':
      return `min(max(v, ${ZERO}), vec4f(${alpha}))`;
    case 'elu':
      return `max(v, ${ZERO}) + ${alpha} * (exp(min(v, ${ZERO})) - ${ONE})`;
    case 'sigmoid':
      return SIGMOID;
    case 'tanh':
      return `${ONE} - 2.0 / (exp(2.0 * clamp(v, vec4f(-40.0), vec4f(40.0))) + ${ONE})`;
    case 'hard-sigmoid':
      return `clamp(${alpha} * v + vec4f(0.5), ${ZERO}, ${ONE})`;
    case 'hard-swish':
      return `v * clamp(v / 6.0 + vec4f(0.5), ${ZERO}, ${ONE})`;
    case 'swish':
      return `v * (${SIGMOID})`;
  }
}

export function activateShader(
  { node, inputs }: GeneralDraw<ActivateNode>,
  builder: ShaderBuilder,
  output: Layout,
): Shader {
  const { variable, loop } = builder.language;
  const { kind, alpha = 1, channels } = node;
  builder.sum('x', [inputs[0].view]);
  if (kind !== 'softmax') {
    const body = `${variable('vec4f', 'v', 'x(at, group)')}\ny = ${activation(kind, number(alpha))};`;
    return builder.map(output, `${body}\n${builder.trimmed(channels)}`);
  }
  const each = (lane: string) =>
    loop(
      'i',
      0,
      groupsOf(channels),
      `${variable('vec4f', 'v', `x(at, i) * ${number(alpha)}`)}
${loop('lane', 0, 4, `if (i * 4 + lane < ${channels}) { ${lane} }`)}`,
    );
  const body = `
${variable('f32', 'largest', '-3.4e38')}
${each('largest = max(largest, v[lane]);')}
${variable('f32', 'total', '0.0')}
${each('total += exp(v[lane] - largest);')}
y = exp(x(at, group) * ${number(alpha)} - vec4f(largest)) / total;
${builder.trimmed(channels)}`;
  return builder.map(output, body);
}

export function combineShader(
  { node, inputs }: GeneralDraw<CombineNode>,
  builder: ShaderBuilder,
  output: Layout,
): Shader {
  const [first, second] = inputs;
  const { height, width } = builder.layout(second.view);
  const single = second.channels === 1 && node.channels > 1;
  builder.sum('a', [first.view]);
  builder.sum('b', [second.view]);
  const place = `vec2i(${width === 1 ? '0' : 'at.x'}, ${height === 1 ? '0' : 'at.y'})`;
  const other = single ? `vec4f(b(${place}, 0).x)` : `b(${place}, group)`;
  const body = `y = a(at, group) ${node.kind === 'add' ? '+' : '*'} ${other};`;
  return builder.map(output, `${body}\n${builder.trimmed(node.channels)}`);
}

/** Where the channels of an element lie among those of all inputs, whose last elements are counted whole. */
function placesOf({ node, inputs }: GeneralDraw<GatherNode>): number[] {
  const places = inputs.flatMap(({ channels }, n) => {
    const before = inputs.slice(0, n).reduce((sum, input) => sum + groupsOf(input.channels), 0);
    return Array.from({ length: channels }, (_, channel) => 4 * before + channel);
  });
  return node.from.map((from) => (from < 0 ? -1 : places[from]));
}

/** One column: four places. */
export function gatherTexels(draw: GeneralDraw<GatherNode>): Texels {
  const texels = new Texels(draw.groups, 1);
  texels.values.fill(-1);
  texels.setChannels(0, placesOf(draw));
  return texels;
}

export function gatherShader(draw: GeneralDraw<GatherNode>, builder: ShaderBuilder, output: Layout): Shader {
  const { variable, loop } = builder.language;
  const { inputs, node } = draw;
  let end = 0;
  const choices = inputs.map(({ view, channels }, n) => {
    builder.sum(`x${n}`, [view]);
    const first = end;
    end += groupsOf(channels);
    return `if (group < ${end}) { return x${n}(at, group - ${first}); }`;
  });
  builder.procedure('vec4f', 'pick', PIXEL, `${choices.join('\n')}\nreturn ${ZERO};`);
  const places = placesOf(draw);
  // Whole elements, as of a concatenation of maps with 4, 8, 12 ... channels, or none at all.
  const whole = places.every(
    (place, c) =>
      place === (places[c - (c & 3)] < 0 ? -1 : places[c - (c & 3)] + (c & 3)) && place % 4 <= (c & 3),
  );
  const lane = `
${variable('i32', 'place', 'i32(floor(places[lane] + 0.5))')}
if (place >= 0) { y[lane] = pick(at, place / 4)[place - place / 4 * 4]; }`;
  const body = `
${variable('vec4f', 'places', 'w(0, group)')}
y = ${ZERO};
${whole ? `if (places.x > -0.5) { y = pick(at, i32(floor(places.x * 0.25 + 0.1))); }` : loop('lane', 0, 4, lane)}
${builder.trimmed(node.channels)}`;
  return builder.map(output, body);
}
