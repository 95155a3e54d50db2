/** The draws of a network for one size of image: shaders, in order, and when each store can be reused. */
import { type Program, type Size, sizes } from '@miniseg/engine';
import { addShader, addTexels } from './add-shader.js';
import { convShader, convTexels } from './conv-shader.js';
import { depthwiseShader, depthwiseTexels } from './depthwise-shader.js';
import type { Device, Made } from './device.js';
import type { Draw, Draws } from './draws.js';
import { headTexels, logitsMapShader, logitsShader, maskShader } from './finish-shader.js';
import { imageShader } from './image-shader.js';
import { groupsOf, type Layout } from './layout.js';
import { pyramidShader, pyramidTexels } from './pyramid-shader.js';
import { resizeShader } from './resize-shader.js';
import { type Shader, ShaderBuilder } from './shader.js';
import { sumsShader, sumsTexels } from './sums-shader.js';
import type { Texels } from './texels.js';

/** P: a program of the device, W: a table of weights on it. */
export interface Step<P, W> {
  program: P;
  /** Stores that it reads; none reads the image. */
  reads: number[];
  weights?: W;
  /** The store that it makes; none is the result. */
  store?: number;
  /** Stores that nobody reads any more. */
  frees: number[];
}

/** What a plan is made of. */
export interface PlanContext<P, W> {
  program: Program;
  draws: Draws;
  device: Device<P, W>;
  /** The same for the same key. */
  weights(key: object, texels: () => Texels): W;
}

export interface PlanSizes {
  image: Size;
  /** Channels of the image. */
  channels: number;
  /** Of the network's input. */
  network: Size;
}

/** @throws {CompileError} where a map is larger than the device takes. */
export function planSteps<P, W>(
  result: 'mask' | 'logits',
  { image, channels, network }: PlanSizes,
  { program, draws: { draws, ...finish }, device, weights }: PlanContext<P, W>,
): Step<P, W>[] {
  const sizesOf = sizes(program, network);
  const layouts: Layout[] = [];
  const steps: Step<P, W>[] = [];
  /** @param weighted What its weights are remembered by. */
  const push = (
    made: Made,
    build: (builder: ShaderBuilder) => Shader,
    weighted?: { key: object; texels: () => Texels },
    store?: number,
  ) => {
    const table = weighted && weights(weighted.key, weighted.texels);
    const builder = new ShaderBuilder(device.language, (of) => layouts[of], table && device.define(table));
    const { reads, code } = build(builder);
    const pixels = store === 0 ? { ...image, channels } : undefined;
    const shader = { code, made, maps: reads.length, weighted: table !== undefined, pixels };
    steps.push({ program: device.program(shader), reads, weights: table, store, frees: [] });
  };
  const pushMap = (
    store: number,
    [size, groups]: [Size, number],
    build: (builder: ShaderBuilder, layout: Layout) => Shader,
    weighted?: { key: object; texels: () => Texels },
  ) => {
    const layout = device.layout(size, groups);
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
      [sizesOf[draw.sizeOf], draw.groups],
      (builder, layout) => shaderOf(draw, builder, layout),
      draw.op === 'resize' ? undefined : { key: draw, texels: () => texelsOf(draw) },
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
  const shader = result === 'mask' ? maskShader : logitsShader;
  push({ kind: result, image, classes }, (builder) => shader(last, builder, image), last.head && headWeights);
  return withFrees(steps);
}

function withFrees<P, W>(steps: Step<P, W>[]): Step<P, W>[] {
  const seen = new Set<number>();
  for (const step of steps.toReversed()) {
    for (const store of step.reads) {
      if (!seen.has(store)) step.frees.push(store);
      seen.add(store);
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
