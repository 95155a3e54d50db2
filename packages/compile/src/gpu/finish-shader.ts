/**
 * The last draw: the head, resizing to the image, and either classification into bytes or logits for tfjs. The head is
 * linear, as resizing is, so it can wait until its input is resized.
 */
import type { Size } from '@miniseg/engine';
import type { Draws } from './draws.js';
import { groupsOf, type Layout } from './layout.js';
import { bilinear } from './resize-shader.js';
import { multiply, PIXEL, type Shader, type ShaderBuilder } from './shader.js';
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

type Finish = Pick<Draws, 'output' | 'head' | 'classes'>;

/** Defines `vec4f logits(vec2i at, i32 group)` of a pixel of `to`. */
function logits({ output, head }: Finish, builder: ShaderBuilder, to: Size): void {
  const { variable, loop } = builder.language;
  builder.sum('x', output);
  bilinear(head ? 'features' : 'logits', 'x', builder.layout(output[0]), to, builder);
  if (!head) return;
  const groups = groupsOf(head.filter.length / head.channels);
  const product = `
${variable('vec4f', 'v', 'features(at, i)')}
${multiply('i * 4', 'group')}`;
  const body = `
${variable('vec4f', 'y', `w(${groups * 4}, group)`)}
${loop('i', 0, groups, product)}
return y;`;
  builder.procedure('vec4f', 'logits', PIXEL, body);
}

/** Logits as a map of the network's size, where the image has another one. */
export function logitsMapShader(finish: Finish, builder: ShaderBuilder, output: Layout): Shader {
  logits(finish, builder, output);
  return builder.map(output, 'y = logits(at, group);');
}

/** Logits as tfjs keeps [height, width, classes]. */
export function logitsShader(finish: Finish, builder: ShaderBuilder, image: Size): Shader {
  logits(finish, builder, image);
  return builder.shader(builder.language.logitsMain(image, finish.classes));
}

/** Bytes of classes; of equal logits the lower class wins. */
export function maskShader(finish: Finish, builder: ShaderBuilder, image: Size): Shader {
  classOf(finish, builder, image);
  return builder.shader(builder.language.maskMain(image));
}

/** Bytes of classes, and behind them the softmax of the logits, where a language can write both. */
export function probabilitiesShader(finish: Finish, builder: ShaderBuilder, image: Size): Shader {
  classOf(finish, builder, image);
  const { probabilitiesMain } = builder.language;
  if (!probabilitiesMain) throw new Error('This language gives logits or masks alone.');
  return builder.shader(probabilitiesMain(image, finish.classes));
}

/** Defines `i32 classOf(vec2i at)`. */
function classOf(finish: Finish, builder: ShaderBuilder, image: Size): void {
  const { variable, loop } = builder.language;
  const { classes } = finish;
  logits(finish, builder, image);
  const compare = `
${variable('i32', 'label', 'group * 4 + lane')}
if (label < ${classes} && y[lane] > best) {
  best = y[lane];
  found = label;
}`;
  const group = `
${variable('vec4f', 'y', 'logits(at, group)')}
${loop('lane', 0, 4, compare)}`;
  const body = `
${variable('i32', 'found', '0')}
${variable('f32', 'best', '-3.4e38')}
${loop('group', 0, groupsOf(classes), group)}
return found;`;
  builder.procedure('i32', 'classOf', ['vec2i at'], body);
}
