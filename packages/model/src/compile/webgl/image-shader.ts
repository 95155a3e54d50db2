/** The first draw: pixels, normalized and resized to the network's size, as a map. */
import type { Size } from '@miniseg/engine';
import { type Layout, locator } from './layout.js';
import { bilinear } from './resize-shader.js';

/**
 * Reads X, [height, width, given], as tfjs uploads it; uniforms are white, mean and std.
 *
 * @param given Channels of the image: one stands for all, and alpha is not read.
 */
export function imageShader(image: Size, given: number, channels: number, network: Layout): string {
  return `
float normalized(float pixel) { return (pixel / white - mean) / std; }
vec4 pixel(ivec2 at, int group) {
  vec4 y = vec4(0);
  for (int lane = 0; lane < 4; lane++) {
    int channel = group * 4 + lane;
    if (channel < ${channels}) y[lane] = normalized(getX(at.y, at.x, ${given === 1 ? '0' : 'channel'}));
  }
  return y;
}
${bilinear('resized', 'pixel', image, network)}
void main() {
  ${locator(network)}
  setOutput(resized(at, group));
}`;
}
