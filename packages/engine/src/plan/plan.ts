/** Everything that depends on the size of the image: maps, arguments of the kernels, and the list of calls. */
import { ADD, CLASSIFY, CONVOLVE, DEPTHWISE, ENDING, PYRAMID, RESIZE } from '../generated/structs.js';
import type { KernelName } from '../kernel-module.js';
import type { Program, Value } from '../program/program.js';
import type { Size } from '../program/sizes.js';
import type { Heap } from './heap.js';
import { type FeatureMap, placeMaps } from './maps.js';
import { quadsOf, type Tap } from './pack.js';
import { type Step, stepsOf } from './steps.js';
import { struct } from './struct.js';
import { type NodeWeights, storedChannels } from './weights.js';

/** `kernel(args, begin, end, thread)` for the rows [0, rows), in any split. */
export interface KernelCall {
  kernel: KernelName;
  args: number;
  rows: number;
}

export type Output = 'mask' | 'probabilities' | 'logits';

export interface Plan extends Size {
  /** The image, [height, width, channels] with a border. */
  input: FeatureMap;
  /** The network, up to its logits. */
  network: KernelCall[];
  /** What makes of them the outputs that are wanted: the mask always, and at most one more. */
  finish: Record<Output, KernelCall>;
  /** uint8 [height, width], and float32 [height, width, classes] of probabilities or logits. */
  mask: number;
  scores: number;
  classes: number;
  /** Of the input. */
  channels: number;
}

export function planProgram(
  program: Program,
  weights: readonly NodeWeights[],
  image: Size,
  heap: Heap,
  threads: number,
): Plan {
  const steps = stepsOf(program);
  const maps = placeMaps(program, steps, image, heap);
  const classes = program.nodes[program.output].channels;
  const logits = maps[program.output];
  const scratchOf = [...steps.map((step) => scratchBytes(step, maps)), (logits.width + 1) * logits.pixel];
  const scratchBytesEach = Math.ceil(Math.max(...scratchOf) / 64) * 64;
  const scratch = heap.allocate(scratchBytesEach * threads);
  const zeros = heap.store(new Float32Array(4));
  const context: Context = { heap, maps, weights, program, scratch, scratchBytes: scratchBytesEach, zeros };
  const network = steps.map((step) => callOf(step, context));

  const mask = heap.allocate(image.height * image.width);
  const scores = heap.allocate(image.height * image.width * classes * 4);
  const resize = heap.store(resizeStruct(context, program.output, image));
  const finish = (outputs: { logits?: number; probabilities?: number }): KernelCall => ({
    kernel: 'classify',
    args: heap.store(struct(CLASSIFY, { resize, classes, mask, ...outputs })),
    rows: image.height,
  });
  return {
    ...image,
    input: maps[0],
    network,
    finish: {
      mask: finish({}),
      logits: finish({ logits: scores }),
      probabilities: finish({ probabilities: scores }),
    },
    mask,
    scores,
    classes,
    channels: program.nodes[0].channels,
  };
}

interface Context {
  heap: Heap;
  maps: FeatureMap[];
  weights: readonly NodeWeights[];
  program: Program;
  scratch: number;
  scratchBytes: number;
  zeros: number;
}

/** What one thread needs for a row. */
function scratchBytes({ node, value }: Step, maps: FeatureMap[]): number {
  if (node.op === 'resize') return maps[node.input].width * maps[node.input].pixel;
  if (node.op !== 'pyramid') return 0;
  const pixels = Math.ceil(maps[value].width / 8) * 8;
  return pixels * node.branches.length * quadsOf(node.width) * 16;
}

function callOf(step: Step, context: Context): KernelCall {
  const { node, value } = step;
  const { heap, maps } = context;
  const out = maps[value];
  const call = (kernel: KernelName, values: Int32Array): KernelCall => ({
    kernel,
    args: heap.store(values),
    rows: out.height,
  });
  if (node.op === 'resize') return call('resize', resizeStruct(context, node.input, out, out));
  const ending = endingOf(step, context);
  const weights = context.weights[value];
  const quads = quadsOf(node.channels);
  const { width } = out;
  switch (node.op) {
    case 'conv': {
      const [x, second] = node.inputs.map((input) => maps[input]);
      const reach = (node.size - 1) / 2;
      return call(
        'convolve',
        struct(CONVOLVE, {
          x: x.address - reach * (x.row + x.pixel),
          xRow: x.row * node.strides,
          xPixel: x.pixel * node.strides,
          segments: node.size === 1 ? node.inputs.length : node.size,
          segmentStride: second ? second.address - x.address : x.row,
          width,
          quads,
          blocks: weights.blocks,
          ending,
        }),
      );
    }
    case 'depthwise': {
      const x = maps[node.input];
      return call(
        'depthwise',
        struct(DEPTHWISE, {
          ...strided(x, node.strides),
          width,
          quads,
          taps: weights.places.length,
          offsets: storeOffsets(weights.places, x, heap),
          weights: weights.taps,
          ending,
        }),
      );
    }
    case 'pyramid': {
      const x = maps[node.input];
      const branches = node.branches.length;
      const inner = quadsOf(node.width);
      const convolve = struct(CONVOLVE, {
        xPixel: branches * inner * 16,
        segments: 1,
        width,
        quads,
        blocks: weights.blocks,
        ending,
      });
      return call(
        'pyramid',
        struct(PYRAMID, {
          ...strided(x, node.strides),
          width,
          quads: inner,
          branches,
          hierarchical: Number(node.hierarchical),
          zeros: context.zeros,
          offsets: storeOffsets(weights.places, x, heap),
          weights: weights.taps,
          attention: weights.attention,
          scratch: context.scratch,
          scratchBytes: context.scratchBytes,
          convolve: heap.store(convolve),
        }),
      );
    }
    case 'add': {
      const { address: x, row: xRow, pixel: xPixel } = maps[node.inputs[0]];
      return call('add', struct(ADD, { x, xRow, xPixel, width, quads, ending }));
    }
  }
}

function strided({ address, row, pixel }: FeatureMap, strides: number) {
  return { x: address, xRow: row * strides, xPixel: pixel * strides };
}

function storeOffsets(taps: readonly Tap[], { row, pixel }: FeatureMap, heap: Heap): number {
  return heap.store(Int32Array.from(taps, ({ dy, dx }) => dy * row + dx * pixel));
}

function endingOf({ node, value, also }: Step, { heap, maps, weights }: Context): number {
  if (node.op === 'resize') return 0;
  const operand = (input: Value | undefined) =>
    input === undefined ? { address: 0, row: 0, pixel: 0 } : maps[input];
  // The second map of a sum is added like a convolution's addend.
  const before = operand(node.op === 'add' ? node.inputs[1] : node.before);
  const after = operand(node.after);
  const out = maps[value];
  const other = operand(also?.other);
  const second = operand(also?.value);
  return heap.store(
    struct(ENDING, {
      bias: weights[value].bias,
      slopes: weights[value].slopes,
      ...{ before: before.address, beforeRow: before.row, beforePixel: before.pixel },
      ...{ after: after.address, afterRow: after.row, afterPixel: after.pixel },
      ...{ out: out.address, outRow: out.row, outPixel: out.pixel },
      ...{ other: other.address, otherRow: other.row, otherPixel: other.pixel },
      ...{ also: second.address, alsoRow: second.row, alsoPixel: second.pixel },
    }),
  );
}

/** Resizing of a value to a size; without `out` the result is used row by row. */
function resizeStruct(context: Context, input: Value, size: Size, out?: FeatureMap): Int32Array {
  const { heap, maps, program, scratch } = context;
  const { address: x, width, height, row, pixel } = maps[input];
  return struct(RESIZE, {
    x,
    width,
    quads: storedChannels(program.nodes[input]) / 4,
    outWidth: size.width,
    rows: heap.store(between(height, size.height, row)),
    columns: heap.store(between(width, size.width, pixel)),
    scratch,
    ...(out && { out: out.address, outRow: out.row, outPixel: out.pixel }),
  });
}

/** For each of `outputs` points the byte offsets of its two neighbours and the share of the second (a float32). */
function between(inputs: number, outputs: number, bytes: number): Int32Array {
  const table = new Int32Array(outputs * 3);
  const shares = new Float32Array(table.buffer);
  for (let i = 0; i < outputs; i++) {
    const position = Math.min(Math.max(((i + 0.5) * inputs) / outputs - 0.5, 0), inputs - 1);
    const low = Math.floor(position);
    table[i * 3] = low * bytes;
    table[i * 3 + 1] = Math.min(low + 1, inputs - 1) * bytes;
    shares[i * 3 + 2] = position - low;
  }
  return table;
}
