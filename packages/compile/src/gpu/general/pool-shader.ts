/** Pooling in windows or bins, and the way back to where the largest values were. */
import { type PoolNode, placeWindow, type UnpoolNode } from '@miniseg/engine';
import type { GeneralDraw } from '../draws.js';
import type { Layout } from '../layout.js';
import type { Shader, ShaderBuilder } from '../shader.js';

const LEAST = '-3.4e38';

/** Reads pixels from `low` to below `high`; a mean is divided by `counted` rows and columns. */
export function poolShader(draw: GeneralDraw<PoolNode>, builder: ShaderBuilder, output: Layout): Shader {
  const { node, inputs } = draw;
  const { variable, loop } = builder.language;
  const largest = node.kind === 'max';
  builder.sum('x', [inputs[0].view]);
  const step = `${variable('vec4f', 'v', 'x(vec2i(px, py), group)')}\n${largest ? 'y = max(y, v);' : 'line += v;'}`;
  const row = loop('px', 'low.x', 'high.x', step);
  // Row by row, so that numbers of like size are added up.
  const line = largest ? row : `${variable('vec4f', 'line', 'vec4f(0.0)')}\n${row}\ny += line;`;
  const body = `
${rangeOf(draw, builder, output)}
y = vec4f(${largest ? LEAST : '0.0'});
${loop('py', 'low.y', 'high.y', line)}
${largest ? '' : 'y = y / f32(counted.x * counted.y);'}`;
  return builder.map(output, body);
}

/** Defines `low`, `high` and `counted`. */
function rangeOf(draw: GeneralDraw<PoolNode>, builder: ShaderBuilder, output: Layout): string {
  const { node, inputs, alongRows } = draw;
  const { variable } = builder.language;
  const from = builder.layout(inputs[0].view);
  const size = `vec2i(${from.width}, ${from.height})`;
  if ('bins' in node.window) {
    // One axis at a time, so that no thread reads a whole image: along rows first.
    const [x, y] = alongRows ? [true, false] : [false, true];
    const low = (axis: 'x' | 'y', bins: number, pixels: number) => `at.${axis} * ${pixels} / ${bins}`;
    const high = (axis: 'x' | 'y', bins: number, pixels: number) =>
      `((at.${axis} + 1) * ${pixels} + ${bins - 1}) / ${bins}`;
    const range = (end: typeof low, rest: string) =>
      `vec2i(${x ? end('x', output.width, from.width) : `at.x${rest}`}, ${y ? end('y', output.height, from.height) : `at.y${rest}`})`;
    return `
${variable('vec2i', 'low', range(low, ''))}
${variable('vec2i', 'high', range(high, ' + 1'))}
${variable('vec2i', 'counted', 'high - low')}`;
  }
  const { kernel, strides, padding } = node.window;
  const { top, left } = placeWindow(node.window, from);
  const [, bottom, , right] = padding === 'same' ? [0, kernel[0], 0, kernel[1]] : padding;
  const padded = `min(start + window, vec2i(${from.width + right}, ${from.height + bottom})) - start`;
  return `
${variable('vec2i', 'start', `at * vec2i(${strides[1]}, ${strides[0]}) - vec2i(${left}, ${top})`)}
${variable('vec2i', 'window', `vec2i(${kernel[1]}, ${kernel[0]})`)}
${variable('vec2i', 'low', 'max(start, vec2i(0))')}
${variable('vec2i', 'high', `min(start + window, ${size})`)}
${variable('vec2i', 'counted', node.countPadding ? padded : 'high - low')}`;
}

/** For every window over a pixel, the last one first: whether its first largest value is there. */
export function unpoolShader(
  { node, inputs }: GeneralDraw<UnpoolNode>,
  builder: ShaderBuilder,
  output: Layout,
): Shader {
  const { variable, loop } = builder.language;
  const [values, source] = inputs.map(({ view }) => view);
  const from = builder.layout(source);
  const pooled = builder.layout(values);
  const { kernel, strides } = node.window;
  const { top, left } = placeWindow(node.window, from);
  builder.sum('x', [values]);
  builder.sum('s', [source]);
  builder.outside('outside', from);
  // Windows over a pixel: the least i with i * stride - before + kernel > pixel, up to the largest with i * stride - before <= pixel.
  const range = (name: string, axis: 0 | 1, before: number, windows: number) => {
    const at = `at.${axis === 0 ? 'y' : 'x'} + ${before}`;
    return `
${variable('i32', `${name}0`, `max(0, (${at} - ${kernel[axis]} + ${strides[axis]}) / ${strides[axis]})`)}
${variable('i32', `${name}1`, `min(${windows - 1}, (${at}) / ${strides[axis]})`)}`;
  };
  const search = `
${variable('f32', 'most', LEAST)}
${variable('i32', 'place', '-1')}
${loop(
  'ky',
  0,
  kernel[0],
  loop(
    'kx',
    0,
    kernel[1],
    `
${variable('vec2i', 'p', 'first + vec2i(kx, ky)')}
if (outside(p)) { continue; }
${variable('f32', 'value', 's(p, group)[lane]')}
if (value > most) { most = value; place = ky * ${kernel[1]} + kx; }`,
  ),
)}
if (place == (at.y - first.y) * ${kernel[1]} + at.x - first.x) { y[lane] = x(vec2i(j, i), group)[lane]; }`;
  const body = `
y = vec4f(0.0);
${range('i', 0, top, pooled.height)}
${range('j', 1, left, pooled.width)}
${loop(
  'i',
  'i0',
  'i1 + 1',
  loop(
    'j',
    'j0',
    'j1 + 1',
    `${variable('vec2i', 'first', `vec2i(j * ${strides[1]} - (${left}), i * ${strides[0]} - (${top}))`)}
${loop('lane', 0, 4, search)}`,
  ),
)}`;
  return builder.map(output, body);
}
