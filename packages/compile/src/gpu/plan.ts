/** The draws of a network for one size of image: shaders, in order, and when each store can be reused. */
import { type Program, type Size, sizes } from '@miniseg/engine';
import { addShader, addTexels } from './add-shader.js';
import { convShader, convTexels } from './conv-shader.js';
import { depthwiseShader, depthwiseTexels } from './depthwise-shader.js';
import type { Made, Result, ShaderText, Surface } from './device.js';
import type { Draw, Draws } from './draws.js';
import {
  headTexels,
  logitsMapShader,
  logitsShader,
  maskShader,
  probabilitiesShader,
} from './finish-shader.js';
import { generalShader, generalTexels } from './general/general-draw.js';
import { imageShader } from './image-shader.js';
import { groupsOf, type Layout } from './layout.js';
import { pyramidShader, pyramidTexels } from './pyramid-shader.js';
import { resizeShader } from './resize-shader.js';
import { type Shader, ShaderBuilder } from './shader.js';
import { sumsShader, sumsTexels } from './sums-shader.js';
import type { Texels } from './texels.js';

/** W: a table of weights on the device. */
export interface Step<W> {
  shader: ShaderText;
  /** Stores that it reads; none reads the image. */
  reads: number[];
  weights?: W;
  /** The store that it makes; none is the result. */
  store?: number;
  /** Stores that nobody reads any more. */
  frees: number[];
}

/** What a plan is made of. */
export interface PlanContext<W> {
  program: Program;
  draws: Draws;
  surface: Surface<W>;
  /** The same for the same key. */
  weights(key: object, texels: () => Texels): W;
}

export interface PlanSizes {
  image: Size;
  /** Channels of the image. */
  channels: number;
  /** Of the network's input. */
  network: Size;
  /** Of one run, where shaders must know; else 1. */
  images: number;
}

/** @throws {CompileError} where a map is larger than the device takes. */
export function planSteps<W>(
  result: Result,
  { image, channels, network, images }: PlanSizes,
  { program, draws: { draws, ...finish }, surface, weights }: PlanContext<W>,
): Step<W>[] {
  const sizesOf = sizes(program, network);
  const layouts: Layout[] = [];
  const steps: Step<W>[] = [];
  /** @param weighted What its weights are remembered by. */
  const push = (
    made: Made,
    build: (builder: ShaderBuilder) => Shader,
    weighted?: { key: object; texels: () => Texels },
    store?: number,
  ) => {
    const table = weighted && weights(weighted.key, weighted.texels);
    const builder = new ShaderBuilder(surface.language, (of) => layouts[of], table && surface.define(table));
    const { reads, code } = build(builder);
    const pixels = store === 0 ? { ...image, channels } : undefined;
    const shader = { code, made, maps: reads.length, weighted: table !== undefined, pixels };
    steps.push({ shader, reads, weights: table, store, frees: [] });
  };
  const pushMap = (
    store: number,
    [size, groups]: [Size, number],
    build: (builder: ShaderBuilder, layout: Layout) => Shader,
    weighted?: { key: object; texels: () => Texels },
  ) => {
    const layout = surface.layout(size, groups, images);
    layouts[store] = layout;
    push({ kind: 'map', layout }, (builder) => build(builder, layout), weighted, store);
  };
  const [{ channels: inputs }] = program.nodes;
  pushMap(0, [network, groupsOf(inputs)], (builder, layout) =>
    imageShader(image, channels, inputs, builder, layout),
  );
  for (const draw of draws) {
    pushMap(
      draw.store,
      [sizeOf(draw, sizesOf, layouts), draw.groups],
      (builder, layout) => shaderOf(draw, builder, layout),
      weightsOf(draw),
    );
  }
  const { head, classes } = finish;
  const headWeights = head && { key: head, texels: () => headTexels(head) };
  let last: typeof finish = finish;
  if (image.height !== network.height || image.width !== network.width) {
    // Two resizings in turn, as the model and its caller do: one after the other.
    const store = layouts.length;
    pushMap(
      store,
      [network, groupsOf(classes)],
      (builder, layout) => logitsMapShader(finish, builder, layout),
      headWeights,
    );
    last = { ...finish, output: [{ store, offset: 0 }], head: undefined };
  }
  const lastWeights = last.head && headWeights;
  if (result === 'map') {
    const layout = surface.layout(image, groupsOf(classes), images);
    push({ kind: 'map', layout }, (builder) => logitsMapShader(last, builder, layout), lastWeights);
  } else {
    const shader = { mask: maskShader, logits: logitsShader, probabilities: probabilitiesShader }[result];
    push({ kind: result, image, images, classes }, (builder) => shader(last, builder, image), lastWeights);
  }
  return withFrees(steps);
}

function sizeOf(draw: Draw, sizesOf: readonly Size[], layouts: readonly Layout[]): Size {
  const { height, width } = sizesOf[draw.sizeOf];
  if (draw.op !== 'general' || !draw.alongRows) return { height, width };
  return { height: layouts[draw.inputs[0].view.store].height, width };
}

function withFrees<W>(steps: Step<W>[]): Step<W>[] {
  const seen = new Set<number>();
  for (const step of steps.toReversed()) {
    for (const store of step.reads) {
      if (!seen.has(store)) step.frees.push(store);
      seen.add(store);
    }
  }
  return steps;
}

function weightsOf(draw: Draw): { key: object; texels: () => Texels } | undefined {
  const texels = texelsOf(draw);
  return texels && { key: draw, texels };
}

function texelsOf(draw: Draw): (() => Texels) | undefined {
  switch (draw.op) {
    case 'conv':
      return () => convTexels(draw);
    case 'depthwise':
      return () => depthwiseTexels(draw);
    case 'sums':
      return () => sumsTexels(draw);
    case 'pyramid':
      return () => pyramidTexels(draw);
    case 'add':
      return () => addTexels(draw);
    case 'general':
      return generalTexels(draw);
    case 'resize':
      return undefined;
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
    case 'general':
      return generalShader(draw, builder, output);
  }
}
