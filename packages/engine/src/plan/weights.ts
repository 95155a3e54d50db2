/** A program's weights in memory, packed once, whatever the size of the images. */
import { type Ending, hasEnding, type Program, type ProgramNode } from '../program/program.js';
import type { Heap } from './heap.js';
import {
  type Block,
  depthwiseTaps,
  packAttention,
  packConv,
  packFilter,
  packFuse,
  packTaps,
  padded,
  pyramidTaps,
  quadsOf,
  type Tap,
  windowTaps,
} from './pack.js';

/** Addresses; 0 where a node has no such weights. */
export interface NodeWeights {
  bias: number;
  slopes: number;
  blocks: number;
  taps: number;
  attention: number;
  /** Where the taps lie; their addresses depend on the image's width. */
  places: Tap[];
}

/** Numbers between two pixels of a value: the image has no padding. */
export function storedChannels(node: ProgramNode): number {
  return node.op === 'input' ? node.channels : quadsOf(node.channels) * 4;
}

/** @param wide For the build of the kernels with vectors of 256 bits. */
export function storeWeights({ nodes }: Program, heap: Heap, wide = false): NodeWeights[] {
  return nodes.map((node) => {
    const weights: NodeWeights = { bias: 0, slopes: 0, blocks: 0, taps: 0, attention: 0, places: [] };
    if (!hasEnding(node)) return weights;
    const { bias, slopes }: Ending = node;
    weights.bias = heap.store(padded(bias, node.channels));
    if (slopes) weights.slopes = heap.store(padded(slopes, node.channels));
    if (node.op === 'conv') {
      const input = nodes[node.inputs[0]];
      weights.blocks = storeBlocks(packConv(node, input.channels, storedChannels(input)), heap);
    } else if (node.op === 'filter') {
      const input = nodes[node.input];
      weights.blocks = storeBlocks(packFilter(node, input.channels, storedChannels(input)), heap);
    } else if (node.op === 'taps') {
      weights.places = windowTaps(node);
      weights.taps = heap.store(packTaps(weights.places, node.channels, wide));
    } else if (node.op === 'depthwise') {
      weights.places = depthwiseTaps(node);
      weights.taps = heap.store(packTaps(weights.places, node.channels, wide));
    } else if (node.op === 'pyramid') {
      weights.places = pyramidTaps(node);
      weights.taps = heap.store(packTaps(weights.places, node.width, wide));
      weights.blocks = storeBlocks(packFuse(node), heap);
      if (node.attention) {
        weights.attention = heap.store(packAttention(node.attention, node.width, node.branches.length));
      }
    }
    return weights;
  });
}

function storeBlocks(blocks: Block[], heap: Heap): number {
  return heap.store(
    Int32Array.from(blocks.flatMap(({ offset, length, weights }) => [offset, length, heap.store(weights)])),
  );
}
