/**
 * Where every value of a program lives, for one size of the image. A map that a spatial kernel reads has a border of
 * zeros as wide as the kernel's reach: it is cleared once, and only the inside is ever written. Such maps share their
 * memory with maps of the same shape alone, all others with whoever lives at another time.
 */
import type { ConstantNode, Program, Value } from '../program/program.js';
import { type Size, sizes } from '../program/sizes.js';
import { borderOf } from '../program/window.js';
import type { Heap } from './heap.js';
import { quadsOf } from './pack.js';
import { place } from './place.js';
import type { Step } from './steps.js';
import { storedChannels } from './weights.js';

export interface FeatureMap extends Size {
  /** Of the first pixel inside the border. */
  address: number;
  /** Bytes from a row or a pixel to the next. */
  row: number;
  pixel: number;
}

export function placeMaps(program: Program, steps: readonly Step[], image: Size, heap: Heap): FeatureMap[] {
  const { nodes } = program;
  const all = sizes(program, image);
  const borders = bordersOf(program, all);
  const lives = lifetimes(program, steps);
  const shapes = nodes.map((node, value) => {
    const border = borders[value];
    const pixel = storedChannels(node) * 4;
    const row = (all[value].width + 2 * border) * pixel;
    return { pixel, row, bytes: Math.ceil((row * (all[value].height + 2 * border)) / 64) * 64 };
  });
  const addresses = new Array<number>(nodes.length);

  const constant = (value: Value) => nodes[value].op === 'constant';
  const plain = nodes.map((_, value) => value).filter((value) => borders[value] === 0 && !constant(value));
  const { offsets, bytes } = place(plain.map((value) => ({ ...lives[value], bytes: shapes[value].bytes })));
  const arena = heap.allocate(bytes);
  for (const [i, value] of plain.entries()) addresses[value] = arena + offsets[i];

  const slots: { shape: string; address: number; freeFrom: number }[] = [];
  const bordered = nodes
    .map((_, value) => value)
    .filter((value) => borders[value] > 0 && !constant(value))
    .sort((a, b) => lives[a].first - lives[b].first);
  for (const value of bordered) {
    const { row, pixel, bytes } = shapes[value];
    const shape = `${row} ${pixel} ${bytes} ${borders[value]}`;
    let slot = slots.find((other) => other.shape === shape && other.freeFrom <= lives[value].first);
    if (!slot) {
      slot = { shape, address: heap.allocate(bytes), freeFrom: 0 };
      heap.clear(slot.address, bytes);
      slots.push(slot);
    }
    slot.freeFrom = lives[value].last + 1;
    addresses[value] = slot.address + borders[value] * (row + pixel);
  }
  for (const [value, node] of nodes.entries()) {
    if (node.op === 'constant') addresses[value] = storeConstant(node, borders[value], heap);
  }
  return shapes.map(({ row, pixel }, value) => ({ ...all[value], row, pixel, address: addresses[value] }));
}

/** @returns The address of the first pixel inside the border. */
export function storeConstant(
  { height, width, channels, values }: ConstantNode,
  border: number,
  heap: Heap,
): number {
  const pixel = quadsOf(channels) * 4;
  const row = (width + 2 * border) * pixel;
  const all = new Float32Array(row * (height + 2 * border));
  const first = border * (row + pixel);
  for (let i = 0; i < values.length; i++) {
    const at = Math.floor(i / channels);
    all[first + Math.floor(at / width) * row + (at % width) * pixel + (i % channels)] = values[i];
  }
  return heap.store(all) + 4 * first;
}

/** The width of the border of zeros that each value's readers need. */
export function bordersOf({ nodes }: Program, sizes: readonly Size[]): number[] {
  const borders = new Array<number>(nodes.length).fill(0);
  const widen = (value: Value, border: number) => {
    borders[value] = Math.max(borders[value], border);
  };
  for (const node of nodes) {
    if (node.op === 'conv') widen(node.inputs[0], (node.size - 1) / 2);
    else if (node.op === 'depthwise') {
      for (const { size, dilation } of node.kernels) widen(node.input, ((size - 1) / 2) * dilation);
    } else if (node.op === 'pyramid') {
      for (const { dilation } of node.branches) widen(node.input, dilation);
    } else if (node.op === 'filter' || node.op === 'taps') {
      widen(node.input, borderOf(node.window, sizes[node.input]));
    }
  }
  // Two inputs of one convolution lie alike.
  for (const node of nodes) {
    if (node.op !== 'conv' || node.inputs.length < 2) continue;
    const widest = Math.max(...node.inputs.map((value) => borders[value]));
    for (const value of node.inputs) borders[value] = widest;
  }
  return borders;
}

/** The first and the last step that uses each value; the image is there before the first, the output after the last. */
function lifetimes(program: Program, steps: readonly Step[]): { first: number; last: number }[] {
  const lives = program.nodes.map(() => ({ first: Number.POSITIVE_INFINITY, last: -1 }));
  const use = (value: Value, step: number) => {
    lives[value].first = Math.min(lives[value].first, step);
    lives[value].last = Math.max(lives[value].last, step);
  };
  use(0, -1);
  for (const [i, { writes, reads }] of steps.entries())
    for (const value of [...writes, ...reads]) use(value, i);
  use(program.output, steps.length);
  return lives;
}
