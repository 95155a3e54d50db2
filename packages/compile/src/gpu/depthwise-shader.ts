/** Sums of depthwise convolutions: kernels that share a tap, as dilated ones share their center, are merged in it. */
import type { DepthwiseNode } from '@miniseg/engine';
import type { DepthwiseDraw } from './draws.js';
import type { Layout } from './layout.js';
import type { Shader, ShaderBuilder } from './shader.js';
import { Texels } from './texels.js';

interface Tap {
  dy: number;
  dx: number;
  /** [channels] */
  weights: Float64Array;
}

function tapsOf({ kernels, channels }: DepthwiseNode): Tap[] {
  const taps = new Map<string, Tap>();
  for (const { size, dilation, filter } of kernels) {
    const pad = (size - 1) / 2;
    for (let t = 0; t < size * size; t++) {
      const dy = (Math.floor(t / size) - pad) * dilation;
      const dx = ((t % size) - pad) * dilation;
      const tap = taps.get(`${dy},${dx}`) ?? { dy, dx, weights: new Float64Array(channels) };
      taps.set(`${dy},${dx}`, tap);
      for (let c = 0; c < channels; c++) tap.weights[c] += filter[t * channels + c];
    }
  }
  return [...taps.values()];
}

/** Columns: taps, then bias and slopes. */
export function depthwiseTexels({ groups, node }: DepthwiseDraw): Texels {
  const taps = tapsOf(node);
  const texels = new Texels(groups, taps.length + 2);
  for (const [column, { weights }] of taps.entries()) texels.setChannels(column, weights);
  texels.setChannels(taps.length, node.bias);
  texels.setChannels(taps.length + 1, node.slopes);
  return texels;
}

export function depthwiseShader(draw: DepthwiseDraw, builder: ShaderBuilder, output: Layout): Shader {
  const { variable, loop, constants } = builder.language;
  const taps = tapsOf(draw.node);
  builder.sum('x', [draw.input]);
  builder.outside('outside', builder.layout(draw.input));
  const offsets = taps.map(({ dy, dx }) => `vec2i(${dx}, ${dy})`);
  builder.add(constants('vec2i', 'TAPS', offsets));
  const tap = `
${variable('vec2i', 'p', `at * ${draw.node.strides} + TAPS[t]`)}
if (!outside(p)) { y += w(t, group) * x(p, group); }`;
  const body = `
y = w(${taps.length}, group);
${loop('t', 0, taps.length, tap)}
${builder.ending(draw, taps.length + 1)}`;
  return builder.map(output, body);
}
