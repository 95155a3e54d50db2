/**
 * A plan for images of any size: maps keep some of their rows alone, in buffers through which the image moves strip by
 * strip. The arguments of the kernels count rows from the map's first one, wherever that would lie (addresses wrap around
 * at 32 bits), so that a buffer moves on by a number that is added to each argument that depends on it.
 */
import { CLASSIFY } from '../generated/structs.js';
import type { Program, Value } from '../program/program.js';
import { type Size, sizes } from '../program/sizes.js';
import { type Context, resizeStruct } from './general-calls.js';
import { Heap, type MemoryImage } from './heap.js';
import { bordersOf, type FeatureMap, storeConstant } from './maps.js';
import { callOf, type KernelCall, type Output, type Plan, scratchBytes } from './plan.js';
import { stepsOf } from './steps.js';
import type { Round, Strips } from './strip-plan.js';
import { type Schedule, scheduleStrips } from './strip-schedule.js';
import { struct } from './struct.js';
import { type NodeWeights, storedChannels } from './weights.js';

/** A map's rows in memory. */
interface Buffer {
  start: number;
  /** Rows that it has room for. */
  rows: number;
  /** The row at its start. */
  first: number;
  border: number;
  row: number;
  pixel: number;
}

/** To find out what depends on an address. */
const PROBE = 2 ** 20;

/** How an image is cut. */
export interface StripOptions {
  /** Rows of the image that come in at once. */
  rows: number;
  /**
   * Share of the rows that a map keeps for which its buffer has room besides: the less, the more often they are moved.
   * Default 1/2.
   */
  slack?: number;
}

export function planStrips(
  program: Program,
  weights: readonly NodeWeights[],
  image: Size,
  heap: Heap,
  threads: number,
  { rows, slack = 0.5 }: StripOptions,
): Plan {
  const { nodes, output } = program;
  const steps = stepsOf(program);
  const borders = bordersOf(program, sizes(program, image));
  const schedule = scheduleStrips(program, steps, borders, image, rows);
  const { channels: classes } = nodes[output];
  const buffers = nodes.map((node, value) => {
    if (node.op === 'constant') return undefined;
    const rows = Math.ceil((1 + slack) * schedule.rows[value]) + 1;
    return placeBuffer(storedChannels(node) * 4, schedule.sizes[value], rows, borders[value], heap);
  });
  const maps = nodes.map((node, value): FeatureMap => {
    const { pixel, row } = layoutOf(storedChannels(node) * 4, schedule.sizes[value], borders[value]);
    const buffer = buffers[value];
    const address =
      node.op === 'constant' ? storeConstant(node, borders[value], heap) : addressOf(buffer as Buffer);
    return { ...schedule.sizes[value], row, pixel, address };
  });
  const outputRows = Math.max(...schedule.rounds.map(({ output: { first, end } }) => end - first));
  const mask = heap.allocate(image.width * outputRows);
  const scores = heap.allocate(image.width * outputRows * classes * 4);
  const logits = maps[output];
  const scratchOf = [...steps.map((step) => scratchBytes(step, maps)), (logits.width + 1) * logits.pixel];
  const bytesEach = Math.ceil(Math.max(...scratchOf) / 64) * 64;
  const scratch = heap.allocate(bytesEach * threads);
  const zeros = heap.store(new Float32Array(8));
  const context = { maps, weights, program, scratch, scratchBytes: bytesEach, zeros };

  const words: Strips['words'] = [...nodes.map(() => []), [], []];
  const start: Strips['start'] = { stores: [], zeros: [] };
  /** Lays out what `make` stores, and finds which of its words follow which map. */
  const lay = <Made>(values: readonly Value[], make: (context: Context) => Made): Made => {
    const { mark } = heap;
    const layout = (moved?: Value) => {
      const probe = new Heap(mark);
      const shifted = maps.map((map, value) =>
        value === moved ? { ...map, address: map.address + PROBE } : map,
      );
      make({ ...context, maps: shifted, heap: probe });
      return probe.take().stores;
    };
    const stores = layout();
    start.stores.push(...stores);
    for (const value of new Set(values)) {
      if (buffers[value]) words[value].push(...changesOf(stores, layout(value)));
    }
    return make({ ...context, heap });
  };
  const network = steps.map((step) => lay([...step.writes, ...step.reads], (own) => callOf(step, own)));
  const finishWith = (outputs: { logits?: number; probabilities?: number }): KernelCall =>
    lay([output], (own) => {
      const resize = own.heap.store(resizeStruct(own, output, image));
      const args = own.heap.store(struct(CLASSIFY, { resize, classes, mask, ...outputs }));
      return { kernel: 'classify', args, rows: image.height };
    });
  const finish: Record<Output, KernelCall> = {
    mask: finishWith({}),
    logits: finishWith({ logits: scores }),
    probabilities: finishWith({ probabilities: scores }),
  };
  const field = (of: Output, name: (typeof CLASSIFY)[number]) => ({
    address: finish[of].args + 4 * CLASSIFY.indexOf(name),
    sign: 1,
  });
  words[nodes.length].push(field('mask', 'mask'), field('logits', 'mask'), field('probabilities', 'mask'));
  words[nodes.length + 1].push(field('logits', 'logits'), field('probabilities', 'probabilities'));
  for (const buffer of buffers) {
    if (!buffer) continue;
    const { start: address, border, row } = buffer;
    if (border > 0) start.zeros.push({ address, length: border * row });
  }
  const rounds = roundsOf(schedule, buffers, { width: image.width, classes });
  return {
    ...image,
    ...{ input: maps[0], network, finish, mask, scores, classes, channels: nodes[0].channels },
    strips: { words, start, rounds },
  };
}

function layoutOf(pixel: number, { width }: Size, border: number) {
  return { pixel, row: (width + 2 * border) * pixel };
}

/** At first the border lies above the map. */
function placeBuffer(pixel: number, size: Size, most: number, border: number, heap: Heap): Buffer {
  const { row } = layoutOf(pixel, size, border);
  const rows = Math.min(size.height + 2 * border, most);
  const start = heap.allocate(rows * row);
  if (border > 0) heap.clear(start, rows * row);
  return { start, rows, first: -border, border, row, pixel };
}

/** Where the map's first pixel lies, or would lie. */
const addressOf = ({ start, first, border, row, pixel }: Buffer) => start - first * row + border * pixel;

function changesOf(before: MemoryImage['stores'], after: MemoryImage['stores']) {
  const found: { address: number; sign: number }[] = [];
  for (const [index, { address, bytes }] of before.entries()) {
    const [one, other] = [bytes, after[index].bytes].map(
      ({ buffer, byteOffset, byteLength }) => new Int32Array(buffer, byteOffset, byteLength >> 2),
    );
    for (let i = 0; i < one.length; i++) {
      if (one[i] === other[i]) continue;
      found.push({ address: address + 4 * i, sign: ((other[i] - one[i]) | 0) / PROBE });
    }
  }
  return found;
}

interface Outputs {
  /** Of the mask, whose number as a map is that of the values. */
  width: number;
  classes: number;
}

function roundsOf(
  { rounds, sizes: known }: Schedule,
  buffers: readonly (Buffer | undefined)[],
  { width, classes }: Outputs,
): Round[] {
  const tops = buffers.map(() => 0);
  let written = 0;
  return rounds.map(({ input, steps, output, keep, top }) => {
    const shifts: Round['shifts'] = [];
    const zeros: Round['zeros'] = [];
    for (const [map, buffer] of buffers.entries()) {
      if (!buffer) continue;
      if (top[map] - buffer.first > buffer.rows) shifts.push(moveOn(map, buffer, keep[map], tops[map]));
      const { height } = known[map];
      // Before the last row is written, so that nobody reads what was there.
      if (buffer.border > 0 && top[map] > height && tops[map] <= height) {
        const address = buffer.start + (height - buffer.first) * buffer.row;
        zeros.push({ address, length: buffer.border * buffer.row });
      }
      tops[map] = top[map];
    }
    if (output.end > output.first && output.first > written) {
      const by = (written - output.first) * width;
      shifts.push({ map: buffers.length, from: 0, to: 0, bytes: 0, by });
      shifts.push({ map: buffers.length + 1, from: 0, to: 0, bytes: 0, by: by * classes * 4 });
      written = output.first;
    }
    const { start, first, row, border, pixel } = buffers[0] as Buffer;
    const address = start + (input.first - first) * row + border * pixel;
    const calls = steps.map(({ step, ...rows }) => ({ call: step, ...rows }));
    return { shifts, zeros, input: { ...input, address }, calls, output };
  });
}

/** Brings the rows [keep, top) to the buffer's beginning. */
function moveOn(map: Value, buffer: Buffer, keep: number, top: number): Round['shifts'][number] {
  const { start, row, first } = buffer;
  const from = start + (keep - first) * row;
  buffer.first = keep;
  // 0 would stand for a map that is absent.
  if (addressOf(buffer) % 2 ** 32 === 0) buffer.first--;
  const by = (first - buffer.first) * row;
  return { map, from, to: start + (keep - buffer.first) * row, bytes: (top - keep) * row, by };
}
