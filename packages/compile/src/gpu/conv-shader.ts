/** Dense convolutions: every fragment holds four output channels of a pixel and reads all input channels around it. */
import type { ConvDraw } from './draws.js';
import { groupsOf, type Layout } from './layout.js';
import { multiply, type Shader, type ShaderBuilder } from './shader.js';
import { Texels } from './texels.js';

/** Columns: a 4x4 matrix for each tap of each input and group of its channels, then bias and slopes. */
export function convTexels({ inputs, inputChannels, size, groups, parts, slopes }: ConvDraw): Texels {
  const inputGroups = groupsOf(inputChannels);
  const taps = size * size;
  const matrices = inputs.length * taps * inputGroups * 4;
  const texels = new Texels(groups, matrices + 2);
  let firstRow = 0;
  for (const { channels, filter, bias } of parts) {
    for (let n = 0; n < inputs.length * taps; n++) {
      for (let input = 0; input < inputChannels; input++) {
        const column = (n * inputGroups + (input >> 2)) * 4 + (input & 3);
        const from = (n * inputChannels + input) * channels;
        texels.setChannels(column, filter.subarray(from, from + channels), firstRow);
      }
    }
    texels.setChannels(matrices, bias, firstRow);
    firstRow += groupsOf(channels);
  }
  texels.setChannels(matrices + 1, slopes);
  return texels;
}

export function convShader(draw: ConvDraw, builder: ShaderBuilder, output: Layout): Shader {
  const { inputs, inputChannels, size, strides, parts } = draw;
  const { variable, loop } = builder.language;
  const inputGroups = groupsOf(inputChannels);
  const matrices = inputs.length * size * size * inputGroups * 4;
  const bias = parts.some((part) => part.bias) ? `w(${matrices}, group)` : 'vec4f(0.0)';
  const bodies = inputs.map((sum, n) => {
    builder.sum(`x${n}`, sum);
    const first = n * size * size * inputGroups * 4;
    const product = (tap: string) =>
      loop(
        'i',
        0,
        inputGroups,
        `
${variable('vec4f', 'v', `x${n}(p, i)`)}
${variable('i32', 'c', `${first} + (${tap} * ${inputGroups} + i) * 4`)}
${multiply('c', 'group')}`,
      );
    if (size === 1) return `{ ${variable('vec2i', 'p', `at * ${strides}`)} ${product('0')} }`;
    builder.outside(`outside${n}`, builder.layout(sum[0]));
    const pad = (size - 1) / 2;
    const taps = `
${variable('vec2i', 'p', `at * ${strides} + vec2i(kx, ky) - vec2i(${pad})`)}
if (outside${n}(p)) { continue; }
${product(`(ky * ${size} + kx)`)}`;
    return loop('ky', 0, size, loop('kx', 0, size, taps));
  });
  return builder.map(output, [`y = ${bias};`, ...bodies, builder.ending(draw, matrices + 1)].join('\n'));
}
