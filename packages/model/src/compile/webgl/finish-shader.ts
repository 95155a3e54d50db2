/**
 * The last draw: the head, resizing to the image, and either classification into bytes or logits for tfjs. The head is
 * linear, as resizing is, so it can wait until its input is resized.
 */
import type { Size } from '@miniseg/engine';
import type { Draws } from './draws.js';
import { groupsOf, type Layout } from './layout.js';
import { bilinear } from './resize-shader.js';
import { multiply, type Shader, type ShaderBuilder } from './shader.js';
import { Texels } from './texels.js';

type Head = NonNullable<Draws['head']>;

/** Columns: a 4x4 matrix for each group of input channels, then bias. */
export function headTexels({ filter, bias, channels }: Head): Texels {
  const inputs = filter.length / channels;
  const matrices = groupsOf(inputs) * 4;
  const texels = new Texels(groupsOf(channels), matrices + 1);
  for (let i = 0; i < inputs; i++) {
    texels.setChannels(i, filter.subarray(i * channels, (i + 1) * channels));
  }
  texels.setChannels(matrices, bias);
  return texels;
}

/** `vec4 logits(ivec2 at, int group)` of a pixel of `to`. */
function logits({ output, head }: Pick<Draws, 'output' | 'head'>, builder: ShaderBuilder, to: Size): void {
  builder.sum('x', output);
  const name = head ? 'features' : 'logits';
  builder.add(bilinear(name, 'x', builder.layout(output[0]), to));
  if (!head) return;
  const groups = groupsOf(head.filter.length / head.channels);
  builder.add(`
vec4 logits(ivec2 at, int group) {
  vec4 y = w(${groups * 4}, group);
  for (int i = 0; i < ${groups}; i++) {
    vec4 v = features(at, i);
    ${multiply('i * 4', 'group')}
  }
  return y;
}`);
}

type Finish = Pick<Draws, 'output' | 'head' | 'classes'>;

/** Logits as a map of the network's size, where the image has another one. */
export function logitsMapShader(finish: Finish, builder: ShaderBuilder, output: Layout): Shader {
  logits(finish, builder, output);
  return builder.map(output, 'y = logits(at, group);');
}

/** Logits as tfjs keeps [height, width, classes]. */
export function logitsShader(finish: Finish, builder: ShaderBuilder, image: Size): Shader {
  logits(finish, builder, image);
  return builder.shader(`
ivec3 place = getOutputCoords();
setOutput(logits(place.yx, place.z / 4)[place.z % 4]);`);
}

/** A texel of bytes holds the classes of four pixels of a row; of equal logits the lower class wins. */
export function maskShader(finish: Finish, builder: ShaderBuilder, image: Size): Shader {
  logits(finish, builder, image);
  return builder.shader(`
ivec2 texel = ivec2(gl_FragCoord.xy);
vec4 classes = vec4(0);
for (int i = 0; i < 4; i++) {
  ivec2 at = ivec2(texel.x * 4 + i, texel.y);
  if (at.x >= ${image.width}) break;
  float best = -3.4e38;
  for (int group = 0; group < ${groupsOf(finish.classes)}; group++) {
    vec4 y = logits(at, group);
    for (int lane = 0; lane < 4; lane++) {
      int label = group * 4 + lane;
      if (label < ${finish.classes} && y[lane] > best) {
        best = y[lane];
        classes[i] = float(label);
      }
    }
  }
}
outputColor = classes / 255.0;`);
}
