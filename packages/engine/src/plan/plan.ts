/** Everything that depends on the size of the image: maps, arguments of the kernels, and the list of calls. */
import { ADD, CLASSIFY, CONVOLVE, DEPTHWISE, ENDING, PYRAMID } from '../generated/structs.js';
import type { KernelName } from '../kernel-module.js';
import { type FilterNode, hasEnding, type Program, type Value } from '../program/program.js';
import type { Size } from '../program/sizes.js';
import { placeWindow, type Window } from '../program/window.js';
import { type Context, generalCall, resizeStruct } from './general-calls.js';
import type { Heap } from './heap.js';
import { type FeatureMap, placeMaps } from './maps.js';
import { hasRowRuns, quadsOf, type Tap } from './pack.js';
import { type Step, stepsOf } from './steps.js';
import type { Strips } from './strip-plan.js';
import { struct } from './struct.js';
import type { NodeWeights } from './weights.js';

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
  /** Where the image is computed in strips: `input`, `mask` and `scores` then hold some of its rows. */
  strips?: Strips;
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
  const zeros = heap.store(new Float32Array(8));
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

/** What one thread needs for a row. */
export function scratchBytes({ node, value }: Step, maps: FeatureMap[]): number {
  if (node.op === 'resize' || node.op === 'resample') return maps[node.input].width * maps[node.input].pixel;
  if (node.op === 'attend') {
    const { height, width } = maps[node.inputs[1]];
    return (Math.ceil((height * width) / 4) + 1) * 16;
  }
  if (node.op === 'products') return quadsOf(node.channels) * 16;
  if (node.op !== 'pyramid') return 0;
  const pixels = Math.ceil(maps[value].width / 8) * 8;
  return pixels * node.branches.length * quadsOf(node.width) * 16;
}

export function callOf(step: Step, context: Context): KernelCall {
  const { node, value } = step;
  const { heap, maps } = context;
  const out = maps[value];
  const call = (kernel: KernelName, values: Int32Array): KernelCall => ({
    kernel,
    args: heap.store(values),
    rows: out.height,
  });
  if (node.op === 'resize') return call('resize', resizeStruct(context, node.input, out, out));
  if (!hasEnding(node)) {
    const { kernel, values } = generalCall(node, out, context);
    return call(kernel, values);
  }
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
          offsets: heap.store(
            second
              ? Int32Array.of(0, second.address - x.address)
              : Int32Array.from({ length: node.size }, (_, row) => row * x.row),
          ),
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
        offsets: context.zeros,
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
    case 'filter': {
      const x = maps[node.input];
      const { strides } = node.window;
      const offsets = filterOffsets(node, x);
      return call(
        'convolve',
        struct(CONVOLVE, {
          x: windowStart(node.window, x),
          xRow: x.row * strides[0],
          xPixel: x.pixel * strides[1],
          segments: offsets.length,
          offsets: heap.store(offsets),
          width,
          quads,
          blocks: weights.blocks,
          ending,
        }),
      );
    }
    case 'taps': {
      const x = maps[node.input];
      return call(
        'depthwise',
        struct(DEPTHWISE, {
          x: windowStart(node.window, x),
          xRow: x.row * node.window.strides[0],
          xPixel: x.pixel * node.window.strides[1],
          width,
          quads,
          taps: weights.places.length,
          offsets: storeOffsets(weights.places, x, heap),
          weights: weights.taps,
          ending,
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

/** The byte of the first window's first pixel, which may lie in the border. */
function windowStart(window: Window, x: FeatureMap): number {
  const { top, left } = placeWindow(window, x);
  return x.address - top * x.row - left * x.pixel;
}

/** Of each run that a convolution walks through, see `packFilter`. */
function filterOffsets(node: FilterNode, { row, pixel }: FeatureMap): Int32Array {
  const { kernel, dilations } = node.window;
  const columns = hasRowRuns(node) ? 1 : kernel[1];
  return Int32Array.from(
    { length: kernel[0] * columns },
    (_, i) => Math.floor(i / columns) * dilations[0] * row + (i % columns) * dilations[1] * pixel,
  );
}

function storeOffsets(taps: readonly Tap[], { row, pixel }: FeatureMap, heap: Heap): number {
  return heap.store(Int32Array.from(taps, ({ dy, dx }) => dy * row + dx * pixel));
}

function endingOf({ node, value, also }: Step, { heap, maps, weights }: Context): number {
  if (!hasEnding(node)) return 0;
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
