/** The first draw: pixels, normalized and resized to the network's size, as a map. */
import type { Size } from '@miniseg/engine';
import type { Layout } from './layout.js';
import { bilinear } from './resize-shader.js';
import { PIXEL, type Shader, type ShaderBuilder } from './shader.js';

/**
 * Reads the image, [height, width, given], with the numbers of `UNIFORMS`.
 *
 * @param given Channels of the image: one stands for all, and alpha is not read.
 */
export function imageShader(
  image: Size,
  given: number,
  channels: number,
  builder: ShaderBuilder,
  network: Layout,
): Shader {
  const { variable, loop, readImage, uniform } = builder.language;
  const pixel = readImage('at', given === 1 ? '0' : 'channel', image, given);
  const lane = `
${variable('i32', 'channel', 'group * 4 + lane')}
if (channel < ${channels}) {
  y[lane] = (${pixel} / ${uniform('white')} - ${uniform('mean')}) / ${uniform('deviation')};
}`;
  const body = `
${variable('vec4f', 'y', 'vec4f(0.0)')}
${loop('lane', 0, 4, lane)}
return y;`;
  builder.procedure('vec4f', 'normalized', PIXEL, body);
  bilinear('resized', 'normalized', image, network, builder);
  return builder.map(network, 'y = resized(at, group);');
}
