/** The draws of a network for one size of image: shaders, in order, and when each texture can be reused. */
import { type Program, type Size, sizes } from '@miniseg/engine';
import type { GPGPUProgram } from '@tensorflow/tfjs-backend-webgl';
import { addShader, addTexels } from './add-shader.js';
import { convShader, convTexels } from './conv-shader.js';
import { depthwiseShader, depthwiseTexels } from './depthwise-shader.js';
import type { Draw, Draws } from './draws.js';
import { headTexels, logitsMapShader, logitsShader, maskShader } from './finish-shader.js';
import { imageShader } from './image-shader.js';
import { groupsOf, type Layout, layoutOf, textureSize } from './layout.js';
import { pyramidShader, pyramidTexels } from './pyramid-shader.js';
import { resizeShader } from './resize-shader.js';
import { type Shader, ShaderBuilder } from './shader.js';
import { sumsShader, sumsTexels } from './sums-shader.js';
import type { Texels } from './texels.js';
import type { Weights } from './weights.js';

/** tfjs's TextureUsage.DOWNLOAD: texels of four bytes. */
const BYTES = 3;

export interface Step {
  program: GPGPUProgram;
  /** Textures that it reads; none reads the image. */
  reads: number[];
  weights?: Weights;
  /** The texture that it makes; none is the result. */
  texture?: number;
  /** Textures that nobody reads any more. */
  frees: number[];
}

/** What a plan is made of. */
export interface PlanContext {
  program: Program;
  draws: Draws;
  /** Largest side of a texture. */
  limit: number;
  /** The same for the same key. */
  weights(key: object, texels: () => Texels): Weights;
}

export interface PlanSizes {
  image: Size;
  /** Channels of the image. */
  channels: number;
  /** Of the network's input. */
  network: Size;
}

/** @throws ModelError where a map is larger than a texture can be. */
export function planSteps(
  result: 'mask' | 'logits',
  { image, channels, network }: PlanSizes,
  { program, draws: { draws, ...finish }, limit, weights }: PlanContext,
): Step[] {
  const sizesOf = sizes(program, network);
  const layouts: Layout[] = [layoutOf(network, groupsOf(program.nodes[0].channels), limit)];
  const steps: Step[] = [
    { program: imageProgram(image, channels, program, layouts[0]), reads: [], texture: 0, frees: [] },
  ];
  const push = (
    key: object | undefined,
    texels: () => Texels,
    build: (builder: ShaderBuilder) => Shader,
    output: Layout | GPGPUProgram['outputShape'],
    texture?: number,
  ) => {
    const table = key && weights(key, texels);
    const builder = new ShaderBuilder((of) => layouts[of], table);
    const { reads, code } = build(builder);
    steps.push({
      program: drawProgram(reads.length, table !== undefined, code, output),
      reads: reads.map((view) => view.texture),
      weights: table,
      texture,
      frees: [],
    });
  };
  for (const draw of draws) {
    const layout = layoutOf(sizesOf[draw.sizeOf], draw.groups, limit);
    layouts[draw.texture] = layout;
    const weighted = draw.op === 'resize' ? undefined : draw;
    push(
      weighted,
      () => texelsOf(draw),
      (builder) => shaderOf(draw, builder, layout),
      layout,
      draw.texture,
    );
  }
  let last: typeof finish = finish;
  const texelsOfHead = () => headTexels(finish.head as NonNullable<typeof finish.head>);
  if (image.height !== network.height || image.width !== network.width) {
    // Two resizings in turn, as the model and its caller do: one after the other.
    const texture = layouts.length;
    const layout = layoutOf(network, groupsOf(finish.classes), limit);
    layouts[texture] = layout;
    push(finish.head, texelsOfHead, (builder) => logitsMapShader(finish, builder, layout), layout, texture);
    last = { ...finish, output: [{ texture, offset: 0 }], head: undefined };
  }
  if (result === 'mask') {
    const shape = [image.height, Math.ceil(image.width / 4)];
    push(last.head, texelsOfHead, (builder) => maskShader(last, builder, image), shape);
  } else {
    const shape = [image.height, image.width, finish.classes];
    push(last.head, texelsOfHead, (builder) => logitsShader(last, builder, image), shape);
  }
  if (result === 'mask') (steps.at(-1) as Step).program.outTexUsage = BYTES;
  return withFrees(steps);
}

function withFrees(steps: Step[]): Step[] {
  const seen = new Set<number>();
  for (const step of steps.toReversed()) {
    for (const texture of step.reads) {
      if (!seen.has(texture)) step.frees.push(texture);
      seen.add(texture);
    }
  }
  return steps;
}

function texelsOf(draw: Draw): Texels {
  switch (draw.op) {
    case 'conv':
      return convTexels(draw);
    case 'depthwise':
      return depthwiseTexels(draw);
    case 'sums':
      return sumsTexels(draw);
    case 'pyramid':
      return pyramidTexels(draw);
    case 'add':
      return addTexels(draw);
    case 'resize':
      throw new Error('Resizing has no weights.');
  }
}

function shaderOf(draw: Draw, builder: ShaderBuilder, output: Layout): Shader {
  switch (draw.op) {
    case 'conv':
      return convShader(draw, builder, output);
    case 'depthwise':
      return depthwiseShader(draw, builder, output);
    case 'sums':
      return sumsShader(draw, builder, output);
    case 'pyramid':
      return pyramidShader(draw, builder, output);
    case 'add':
      return addShader(draw, builder, output);
    case 'resize':
      return resizeShader(draw, builder, output);
  }
}

function imageProgram(image: Size, given: number, { nodes }: Program, network: Layout): GPGPUProgram {
  return {
    variableNames: ['X'],
    outputShape: textureSize(network).map((side) => 2 * side),
    packedOutput: true,
    customUniforms: [
      { name: 'white', type: 'float' },
      { name: 'mean', type: 'float' },
      { name: 'std', type: 'float' },
    ],
    userCode: imageShader(image, given, nodes[0].channels, network),
  };
}

/** A texel is four numbers for tfjs, two by two, whatever they mean here. */
function drawProgram(
  maps: number,
  weighted: boolean,
  userCode: string,
  output: Layout | number[],
): GPGPUProgram {
  const names = Array.from({ length: maps }, (_, i) => `M${i}`);
  const packedOutput = !Array.isArray(output);
  return {
    variableNames: weighted ? [...names, 'W'] : names,
    outputShape: packedOutput ? textureSize(output).map((side) => 2 * side) : output,
    packedInputs: true,
    packedOutput,
    userCode,
  };
}
