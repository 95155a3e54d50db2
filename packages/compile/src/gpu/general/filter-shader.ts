/** Convolutions with any window: dense, grouped and depthwise ones. */
import { type FilterNode, placeWindow, type TapsNode, type Window } from '@miniseg/engine';
import type { GeneralDraw } from '../draws.js';
import type { Language } from '../language.js';
import { groupsOf, type Layout } from '../layout.js';
import { multiply, type Shader, type ShaderBuilder } from '../shader.js';
import { Texels } from '../texels.js';

/** For one element of four output channels: the first element of the input that it reads, and how many. */
function reachOf({ groups, channels }: FilterNode, inputs: number, group: number): [number, number] {
  const [own, read] = [channels / groups, inputs / groups];
  const last = Math.min(4 * group + 3, channels - 1);
  const from = Math.floor((4 * group) / own) * read;
  const to = (Math.floor(last / own) + 1) * read;
  return [from >> 2, groupsOf(to) - (from >> 2)];
}

function spanOf(draw: GeneralDraw<FilterNode>): number {
  const { groups, node, inputs } = draw;
  const reaches = Array.from({ length: groups }, (_, group) => reachOf(node, inputs[0].channels, group)[1]);
  return Math.max(...reaches);
}

/** Columns: for each tap a 4x4 matrix for each element that is read, then bias, slopes, and the first element's number. */
export function filterTexels(draw: GeneralDraw<FilterNode>): Texels {
  const { groups, node, inputs } = draw;
  const { window, channels, filter } = node;
  const [own, read] = [channels / node.groups, inputs[0].channels / node.groups];
  const span = spanOf(draw);
  const taps = window.kernel[0] * window.kernel[1];
  const texels = new Texels(groups, taps * span * 4 + 3);
  const first = Array.from({ length: groups }, (_, group) => reachOf(node, inputs[0].channels, group)[0]);
  for (let tap = 0; tap < taps; tap++) {
    for (let input = 0; input < read; input++) {
      for (let c = 0; c < channels; c++) {
        const from = Math.floor(c / own) * read + input;
        const column = (tap * span + (from >> 2) - first[c >> 2]) * 4 + (from & 3);
        texels.set(c >> 2, column, c & 3, filter[(tap * read + input) * channels + c]);
      }
    }
  }
  texels.setChannels(taps * span * 4, node.bias);
  texels.setChannels(taps * span * 4 + 1, node.slopes);
  for (let group = 0; group < groups; group++) texels.set(group, taps * span * 4 + 2, 0, first[group]);
  return texels;
}

export function filterShader(draw: GeneralDraw<FilterNode>, builder: ShaderBuilder, output: Layout): Shader {
  const { node, inputs } = draw;
  const { variable, loop } = builder.language;
  const span = spanOf(draw);
  const [, columns] = node.window.kernel;
  const matrices = node.window.kernel[0] * columns * span * 4;
  const from = builder.layout(inputs[0].view);
  builder.sum('x', [inputs[0].view]);
  builder.outside('outside', from);
  const product = `
${variable('vec4f', 'v', node.groups === 1 ? 'x(p, i)' : 'x(p, first + i)')}
${variable('i32', 'c', `((ky * ${columns} + kx) * ${span} + i) * 4`)}
${multiply('c', 'group')}`;
  const body = `
y = w(${matrices}, group);
${node.groups === 1 ? '' : variable('i32', 'first', `i32(w(${matrices + 2}, group).x)`)}
${taps(node.window, from, builder.language, loop('i', 0, span, product))}
${builder.ending(draw, matrices + 1)}`;
  return builder.map(output, body);
}

/** Columns: taps, then bias and slopes. */
export function tapsTexels({ groups, node }: GeneralDraw<TapsNode>): Texels {
  const count = node.window.kernel[0] * node.window.kernel[1];
  const texels = new Texels(groups, count + 2);
  for (let tap = 0; tap < count; tap++) {
    texels.setChannels(tap, node.filter.subarray(tap * node.channels, (tap + 1) * node.channels));
  }
  texels.setChannels(count, node.bias);
  texels.setChannels(count + 1, node.slopes);
  return texels;
}

export function tapsShader(draw: GeneralDraw<TapsNode>, builder: ShaderBuilder, output: Layout): Shader {
  const { node, inputs } = draw;
  const [rows, columns] = node.window.kernel;
  const from = builder.layout(inputs[0].view);
  builder.sum('x', [inputs[0].view]);
  builder.outside('outside', from);
  const product = `y += w(ky * ${columns} + kx, group) * x(p, group);`;
  const body = `
y = w(${rows * columns}, group);
${taps(node.window, from, builder.language, product)}
${builder.ending(draw, rows * columns + 1)}`;
  return builder.map(output, body);
}

/** `body` for each tap (`ky`, `kx`) of the window at a pixel, with the pixel `p` that it reads, where that lies on the map. */
function taps(window: Window, from: Layout, { variable, loop }: Language, body: string): string {
  const { kernel, strides, dilations } = window;
  const { top, left } = placeWindow(window, from);
  const place = `at * vec2i(${strides[1]}, ${strides[0]}) + vec2i(kx * ${dilations[1]} - (${left}), ky * ${dilations[0]} - (${top}))`;
  const tap = `
${variable('vec2i', 'p', place)}
if (outside(p)) { continue; }
${body}`;
  return loop('ky', 0, kernel[0], loop('kx', 0, kernel[1], tap));
}
