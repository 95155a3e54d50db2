/** How each kind of layer becomes ONNX nodes: by class name, from the layer to the name of its output. */
import type { BlockWriter, Convolution } from './block-writer.js';
import type { Emitter } from './emitter.js';
import { LAYER_EMITTERS } from './layer-emitters.js';

export const EMITTERS: Readonly<Record<string, Emitter>> = {
  MiniSegConvBlock: (block) =>
    block.finish([
      {
        part: 'conv',
        input: block.input,
        filter: block.filter('kernel'),
        strides: block.number('strides'),
      },
    ]),
  MiniSegAHSP: ahsp,
  MiniSegDownsamplerBlock: downsampler,
  MiniSegFeatureFusionModule: featureFusion,
  MiniSegPointwiseBlock: (block) => block.finish([pointwise(block, block.input)]),
  MiniSegSegmentationHead: (block) => block.finish([pointwise(block, block.input)]),
  MiniSegPathExchange: (block) =>
    block.finish([pointwise(block, block.node('Concat', 'concat', block.layer.inputs, { axis: 1 }))]),
  MiniSegChannelActivation: (block) => block.activate(block.input),
  MiniSegChannelSlice: channelSlice,
  MiniSegUpsample: upsample,
  ...LAYER_EMITTERS,
  Add: (block) =>
    block.layer.inputs.reduce((sum, value, i) =>
      block.node('Add', i === 1 ? 'add' : `add${i}`, [sum, value]),
    ),
};

/** Eq. (1)-(8); the attention of each branch is a 1x1 of its own, as its group sees that branch alone. */
function ahsp(block: BlockWriter): string {
  const reduced = block.convolve({ part: 'reduce', input: block.input, filter: block.filter('reduce') });
  const maps = pyramid(block, reduced);
  const attended = block.has('attention') ? attend(block, maps) : maps;
  const fuse = block.filter('fuse');
  const [joined] = attended.length === 1 ? attended : [block.node('Concat', 'concat', attended, { axis: 1 })];
  return block.finish([{ part: 'fuse', input: joined, filter: fuse, groups: attended.length }]);
}

/** Eq. (2)-(4). Folded, the average pooling is part of the first depthwise kernel: F_0 + F_1 has the kernel w_1 + 1/9. */
function pyramid(block: BlockWriter, reduced: string): string[] {
  const hierarchical = block.layer.config.variant === 'full';
  const strides = block.number('strides');
  const maps: string[] = [];
  for (let k = 1; block.has(`dilated_${k}`); k++) {
    const filter = block.depthwise(`dilated_${k}`);
    if (hierarchical && block.fold && k === 1) filter.data = filter.data.map((value) => value + 1 / 9);
    const map = block.convolve({
      part: `dilated_${k}`,
      input: reduced,
      filter,
      groups: filter.shape[0],
      strides,
      dilations: 2 ** (k - 1),
    });
    const before = k > 1 ? maps[k - 2] : block.fold ? undefined : pool(block, reduced, strides);
    maps.push(hierarchical && before ? block.node('Add', `hierarchy_${k}`, [before, map]) : map);
  }
  return maps;
}

/** Eq. (3): the divisor is 9 at the border, too. */
function pool(block: BlockWriter, input: string, strides: number): string | undefined {
  if (block.layer.config.variant !== 'full') return undefined;
  return block.node('AveragePool', 'pool', [input], {
    kernel_shape: [3, 3],
    pads: [1, 1, 1, 1],
    strides: [strides, strides],
    count_include_pad: 1,
  });
}

/** Eq. (6)-(7). */
function attend(block: BlockWriter, maps: readonly string[]): string[] {
  const { shape, data } = block.filter('attention');
  const width = shape[1];
  return maps.map((map, k) => {
    const filter = { shape: [1, width, 1, 1], data: data.slice(k * width, (k + 1) * width) };
    const part = `attention_${k + 1}`;
    const logit = block.convolve({ part, input: map, filter });
    const weight = block.node('Sigmoid', `${part}/sigmoid`, [logit]);
    return block.node('Add', `${part}/add`, [map, block.node('Mul', `${part}/mul`, [map, weight])]);
  });
}

/** Eq. (9). */
function downsampler(block: BlockWriter): string {
  const mixed = block.convolve({ part: 'pointwise', input: block.input, filter: block.filter('pointwise') });
  const vanilla = block.layer.config.body === 'vanilla';
  const filter = vanilla ? block.filter('spatial') : block.depthwise('spatial');
  const groups = vanilla ? 1 : filter.shape[0];
  return block.finish([{ part: 'spatial', input: mixed, filter, groups, strides: block.number('strides') }]);
}

/** Eq. (15). */
function featureFusion(block: BlockWriter): string {
  const mixed = block.convolve({ part: 'pointwise', input: block.input, filter: block.filter('pointwise') });
  const near = block.depthwise('near');
  const groups = near.shape[0];
  return block.finish([
    { part: 'near', input: mixed, filter: near, groups },
    { part: 'far', input: mixed, filter: block.depthwise('far'), groups, dilations: 2 },
  ]);
}

function pointwise(block: BlockWriter, input: string): Convolution {
  const bias = block.has('bias') ? block.vector('bias') : undefined;
  return { part: 'conv', input, filter: block.filter('kernel'), bias };
}

function channelSlice(block: BlockWriter): string {
  const start = block.number('start');
  const { graph } = block;
  return block.node('Slice', 'slice', [
    block.input,
    graph.integers(`from_${start}`, [start]),
    graph.integers(`to_${start + block.number('channels')}`, [start + block.number('channels')]),
    graph.integers('axis_1', [1]),
  ]);
}

/** Half-pixel bilinear, which is what the operator does by default. Sizes are known when the network runs. */
function upsample(block: BlockWriter): string {
  const { graph, layer, input } = block;
  const [, like] = layer.inputs;
  const attributes = { mode: 'linear', coordinate_transformation_mode: 'half_pixel' };
  if (like === undefined) {
    const scale = block.number('scale');
    const scales = graph.weights(`scale_${scale}`, { shape: [4], data: Float32Array.of(1, 1, scale, scale) });
    return graph.node('Resize', layer.name, [input, '', scales], attributes);
  }
  const part = (of: string, name: string, from: number, to: number) =>
    block.node('Slice', `${name}/slice`, [
      block.node('Shape', `${name}/shape`, [of]),
      graph.integers(`from_${from}`, [from]),
      graph.integers(`to_${to}`, [to]),
      graph.integers('axis_0', [0]),
    ]);
  const size = block.node('Concat', 'size', [part(input, 'own', 0, 2), part(like, 'like', 2, 4)], {
    axis: 0,
  });
  return graph.node('Resize', layer.name, [input, '', '', size], attributes);
}
