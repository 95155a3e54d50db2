/**
 * How the layers of `@miniseg/blocks/layers`, which the networks of `@miniseg/zoo` are written of, become ONNX nodes. Maps
 * are [batch, channels, height, width] here, and an encoding is [batch, codewords, channels].
 */
import type { BlockWriter } from './block-writer.js';
import type { Emitter } from './emitter.js';
import type { Attributes } from './graph-builder.js';

type Pair = number | readonly [number, number];

/** What ONNX has under the same name, or nothing to compute. */
const pass: Emitter = (block) => block.input;

export const LAYER_EMITTERS: Readonly<Record<string, Emitter>> = {
  MiniSegConv2d: (block) => convolution(block, 'Conv'),
  MiniSegConvTranspose2d: (block) => convolution(block, 'ConvTranspose'),
  MiniSegBatchNorm: (block) => block.activate(block.normalize(block.input)),
  MiniSegActivation: activation,
  MiniSegMaxPool2d: (block) => block.node('MaxPool', 'max_pool', [block.input], pooling(block)),
  MiniSegMaxPoolIndices: (block) => {
    block.node('MaxPool', 'max_pool', [block.input], pooling(block), ['indices']);
    return `${block.layer.name}/indices`;
  },
  MiniSegMaxUnpool2d: (block) => {
    const { kernel_shape, strides, pads } = pooling(block);
    return block.node('MaxUnpool', 'unpool', block.layer.inputs.slice(0, 2), { kernel_shape, strides, pads });
  },
  MiniSegAvgPool2d: (block) =>
    block.node('AveragePool', 'avg_pool', [block.input], {
      ...pooling(block),
      count_include_pad: block.layer.config.countIncludePad ? 1 : 0,
    }),
  MiniSegAdaptiveAvgPool2d: adaptivePool,
  MiniSegResize: resize,
  MiniSegChannelShuffle: shuffle,
  MiniSegChannelPad: (block) => padChannels(block),
  MiniSegConcat: (block) => block.node('Concat', 'concat', block.layer.inputs, { axis: 1 }),
  MiniSegSum: (block) =>
    block.layer.inputs.reduce((sum, value, i) => block.node('Add', `add${i}`, [sum, value])),
  MiniSegGate: (block) => block.node('Mul', 'mul', block.layer.inputs),
  MiniSegScaledSum: (block) => {
    const alpha = block.graph.weights(`${block.layer.name}.alpha`, {
      shape: [1],
      data: block.vector('alpha'),
    });
    const scaled = block.node('Mul', 'mul', [block.layer.inputs[0], alpha]);
    return block.node('Add', 'add', [scaled, block.layer.inputs[1]]);
  },
  MiniSegPositionAttention: positionAttention,
  MiniSegChannelAttention: channelAttention,
  MiniSegEncoding: encoding,
  MiniSegCodewordMean: (block) => {
    const mean = block.node('ReduceMean', 'mean', [block.input], { axes: [1], keepdims: 0 });
    return block.node('Reshape', 'map', [mean, block.graph.integers('shape_0_0_1_1', [0, 0, 1, 1])]);
  },
  MiniSegDropout: pass,
  MiniSegImageCheck: pass,
  MiniSegUnusedWeights: pass,
};

function pair(value: unknown): readonly [number, number] {
  const given = value as Pair;
  return typeof given === 'number' ? [given, given] : [given[0], given[1]];
}

function convolution(block: BlockWriter, type: 'Conv' | 'ConvTranspose'): string {
  const { config, name } = block.layer;
  const kernel = pair(config.kernelSize);
  const dilations = pair(config.dilations);
  const [rows, columns] = pair(
    config.padding ?? ([0, 1] as const).map((axis) => ((kernel[axis] - 1) / 2) * dilations[axis]),
  );
  const inputs = [block.input, block.graph.weights(`${name}.weight`, block.filter('kernel'))];
  if (block.has('bias')) {
    const data = block.vector('bias');
    inputs.push(block.graph.weights(`${name}.bias`, { shape: [data.length], data }));
  }
  return block.node(type, 'conv', inputs, {
    kernel_shape: kernel,
    pads: [rows, columns, rows, columns],
    strides: pair(config.strides),
    dilations,
    group: block.number('groups'),
    ...(type === 'ConvTranspose' ? { output_padding: pair(config.outputPadding) } : {}),
  });
}

function activation(block: BlockWriter): string {
  const { input, graph } = block;
  switch (block.layer.config.kind) {
    case 'relu':
      return block.node('Relu', 'relu', [input]);
    case 'relu6': {
      const bound = (value: number) =>
        graph.weights(`number_${value}`, { shape: [], data: Float32Array.of(value) });
      return block.node('Clip', 'relu6', [input, bound(0), bound(6)]);
    }
    case 'sigmoid':
      return block.node('Sigmoid', 'sigmoid', [input]);
    case 'hard-sigmoid':
      return block.node('HardSigmoid', 'hard_sigmoid', [input], {
        alpha: { float: 1 / 6 },
        beta: { float: 0.5 },
      });
    case 'hard-swish':
      return block.node('HardSwish', 'hard_swish', [input]);
    default:
      return block.activate(input);
  }
}

function pooling(block: BlockWriter) {
  const { size, strides, padding, ceilMode } = block.layer.config;
  const [rows, columns] = pair(padding);
  return {
    kernel_shape: pair(size),
    strides: pair(strides),
    pads: [rows, columns, rows, columns],
    ceil_mode: ceilMode ? 1 : 0,
  };
}

/** ONNX has the global mean alone. Bins of other numbers are cut out axis by axis, at places that follow from the size. */
function adaptivePool(block: BlockWriter): string {
  const size = pair(block.layer.config.size);
  if (size[0] === 1 && size[1] === 1) return block.node('GlobalAveragePool', 'mean', [block.input]);
  const { graph } = block;
  const number = (value: number) => graph.integers(`list_${value}`, [value]);
  return ([2, 3] as const).reduce((map: string, axis) => {
    const bins = size[axis - 2];
    const length = block.node('Slice', `length${axis}`, [
      block.node('Shape', `shape${axis}`, [map]), number(axis), number(axis + 1), number(0),
    ]); // biome-ignore format: one line of arguments
    const means = Array.from({ length: bins }, (_, i) => {
      const part = `axis${axis}_${i}`;
      const share = (name: string, from: number, add: number) =>
        block.node('Div', `${part}/${name}`, [
          block.node('Add', `${part}/${name}_up`, [
            block.node('Mul', `${part}/${name}_times`, [length, number(from)]),
            number(add),
          ]),
          number(bins),
        ]);
      const bin = block.node('Slice', `${part}/bin`, [
        map, share('start', i, 0), share('end', i + 1, bins - 1), number(axis),
      ]); // biome-ignore format: one line of arguments
      return block.node('ReduceMean', `${part}/mean`, [bin], { axes: [axis], keepdims: 1 });
    });
    return block.node('Concat', `axis${axis}`, means, { axis });
  }, block.input);
}

function resize(block: BlockWriter): string {
  const { graph, layer, input } = block;
  const { mode, alignCorners, scale, size, divisor } = layer.config;
  const attributes: Attributes =
    mode === 'nearest'
      ? { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' }
      : { mode: 'linear', coordinate_transformation_mode: alignCorners ? 'align_corners' : 'half_pixel' };
  if (scale !== undefined) {
    const factors = pair(scale);
    const data = Float32Array.of(1, 1, ...factors);
    return block.node(
      'Resize',
      'resize',
      [input, '', graph.weights(`scale_${factors.join('_')}`, { shape: [4], data })],
      attributes,
    );
  }
  const own = shapePart(block, input, 'own', 0, 2);
  let wanted =
    size === undefined
      ? shapePart(block, layer.inputs[1], 'like', 2, 4)
      : graph.integers(`size_${pair(size).join('_')}`, pair(size));
  if (divisor !== undefined && divisor !== 1) {
    const by = divisor as number;
    const more = block.node('Add', 'more', [wanted, graph.integers(`list_${by - 1}`, [by - 1])]);
    wanted = block.node('Div', 'part', [more, graph.integers(`list_${by}`, [by])]);
  }
  const whole = block.node('Concat', 'size', [own, wanted], { axis: 0 });
  return block.node('Resize', 'resize', [input, '', '', whole], attributes);
}

/** Some sizes of a map, known when the network runs. */
function shapePart(block: BlockWriter, of: string, part: string, from: number, to: number): string {
  const { graph } = block;
  return block.node('Slice', `${part}/slice`, [
    block.node('Shape', `${part}/shape`, [of]),
    graph.integers(`from_${from}`, [from]),
    graph.integers(`to_${to}`, [to]),
    graph.integers('axis_0', [0]),
  ]);
}

function shuffle(block: BlockWriter): string {
  const groups = block.number('groups');
  const { graph, input } = block;
  // [batch, groups, channels of a group, height, width] needs the channels: -1 finds them, once the pixels are one axis.
  const pixels = flat(block, input, 'pixels');
  const split = block.node('Reshape', 'split', [
    block.node('Transpose', 'last', [pixels], { perm: [0, 2, 1] }),
    graph.integers(`shape_0_0_${groups}_-1`, [0, 0, groups, -1]),
  ]);
  const mixed = block.node('Transpose', 'mixed', [split], { perm: [0, 3, 2, 1] });
  return block.node('Reshape', 'shuffled', [mixed, block.node('Shape', 'shape', [input])]);
}

function padChannels(block: BlockWriter): string {
  const { graph, input } = block;
  // As many as are missing: the difference of the channels wanted and given, at the end of the second axis.
  const given = shapePart(block, input, 'given', 1, 2);
  const channels = block.number('channels');
  const missing = block.node('Sub', 'missing', [graph.integers(`list_${channels}`, [channels]), given]);
  const zeros = (count: number) => graph.integers(`zeros_${count}`, Array(count).fill(0));
  return block.node('Pad', 'pad', [
    input,
    block.node('Concat', 'pads', [zeros(5), missing, zeros(2)], { axis: 0 }),
  ]);
}

/** [batch, channels, height, width] -> [batch, channels, pixels]. */
function flat(block: BlockWriter, map: string, part: string): string {
  return block.node('Reshape', part, [map, block.graph.integers('shape_0_0_-1', [0, 0, -1])]);
}

function positionAttention(block: BlockWriter): string {
  const { graph, layer } = block;
  const [query, key, value] = layer.inputs;
  const [q, k, v] = [query, key, value].map((map, i) => flat(block, map, `flat${i}`));
  const products = block.node('MatMul', 'products', [
    block.node('Transpose', 'rows', [q], { perm: [0, 2, 1] }),
    k,
  ]);
  const scale = graph.weights(`${layer.name}.scale`, {
    shape: [1],
    data: Float32Array.of(block.number('scale')),
  });
  const weights = block.node('Softmax', 'weights', [block.node('Mul', 'scaled', [products, scale])], {
    axis: -1,
  });
  const turned = block.node('Transpose', 'turned', [weights], { perm: [0, 2, 1] });
  const y = block.node('MatMul', 'attended', [v, turned]);
  const shape = block.node(
    'Concat',
    'shape',
    [shapePart(block, value, 'channels', 0, 2), shapePart(block, query, 'pixels', 2, 4)],
    { axis: 0 },
  );
  return block.node('Reshape', 'map', [y, shape]);
}

function channelAttention(block: BlockWriter): string {
  const { input } = block;
  const x = flat(block, input, 'flat');
  const turned = block.node('Transpose', 'turned', [x], { perm: [0, 2, 1] });
  const likeness = block.node('MatMul', 'products', [x, turned]);
  const weights = block.node('Softmax', 'weights', [block.node('Neg', 'negative', [likeness])], { axis: -1 });
  return block.node('Reshape', 'map', [
    block.node('MatMul', 'attended', [weights, x]),
    block.node('Shape', 'shape', [input]),
  ]);
}

/** Logits s^2 |x - c|^2 as s^2 (|x|^2 - 2 x c + |c|^2), and sum a (x - c) as a x - c sum a: nothing of pixels x codewords x channels. */
function encoding(block: BlockWriter): string {
  const { graph, layer } = block;
  const { shape, data } = block.values('codewords');
  const [count, channels] = shape;
  const scale = block.vector('scale');
  const constant = (name: string, values: number[], size: number[]) =>
    graph.weights(`${layer.name}.${name}`, { shape: size, data: Float32Array.from(values) });
  const words = Array.from({ length: count }, (_, k) => data.slice(k * channels, (k + 1) * channels));
  const columns = words[0]
    ? [...words[0]].flatMap((_, c) => words.map((word, k) => -2 * word[c] * scale[k] ** 2))
    : [];
  const squares = words.map((word, k) => word.reduce((sum, value) => sum + value ** 2, 0) * scale[k] ** 2);

  const x = block.node('Transpose', 'pixels', [flat(block, block.input, 'flat')], { perm: [0, 2, 1] });
  const norm = block.node(
    'ReduceSum',
    'norm',
    [block.node('Mul', 'square', [x, x]), graph.integers('axis_2', [2])],
    { keepdims: 1 },
  );
  const far = block.node('Mul', 'far', [
    norm,
    constant(
      'scales',
      [...scale].map((s) => s ** 2),
      [1, 1, count],
    ),
  ]);
  const near = block.node('MatMul', 'near', [x, constant('columns', columns, [channels, count])]);
  const moved = block.node('Add', 'moved', [
    block.node('Add', 'both', [far, near]),
    constant('squares', squares, [1, 1, count]),
  ]);
  const weights = block.node('Softmax', 'weights', [moved], { axis: -1 });

  const turned = block.node('Transpose', 'turned', [weights], { perm: [0, 2, 1] });
  const gathered = block.node('MatMul', 'gathered', [turned, x]);
  const total = block.node('ReduceSum', 'total', [turned, graph.integers('axis_2', [2])], { keepdims: 1 });
  const shares = block.node('Mul', 'shares', [
    total,
    graph.weights(`${layer.name}.codewords`, { shape: [1, count, channels], data }),
  ]);
  return block.node('Sub', 'residuals', [gathered, shares]);
}
