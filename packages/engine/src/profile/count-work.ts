/** What a step computes and moves, from shapes alone. */
import { EngineError } from '../errors.js';
import type { Program, ProgramNode, Value } from '../program/program.js';
import type { Size } from '../program/sizes.js';
import { uses } from '../program/uses.js';

/**
 * Multiply-adds of a node for one image: those of convolutions, products and attention; adding, activating, pooling and
 * resizing count as none.
 */
export function multiplyAdds(
  node: ProgramNode,
  { nodes }: Program,
  sizes: readonly Size[],
  value: Value,
): number {
  const pixels = (of: Value) => sizes[of].height * sizes[of].width;
  const channels = (of: Value) => nodes[of].channels;
  const out = pixels(value) * node.channels;
  switch (node.op) {
    case 'conv':
      return out * node.size ** 2 * channels(node.inputs[0]) * node.inputs.length;
    case 'filter': {
      const [rows, columns] = node.window.kernel;
      return (out * rows * columns * channels(node.input)) / node.groups;
    }
    case 'depthwise':
      return out * node.kernels.reduce((sum, { size }) => sum + size ** 2, 0);
    case 'taps':
      return out * node.window.kernel[0] * node.window.kernel[1];
    case 'pyramid': {
      const inner = node.branches.length * node.width;
      return pixels(value) * (9 * inner + (node.attention ? inner : 0) + node.width * node.channels);
    }
    case 'attend':
      return pixels(value) * pixels(node.inputs[1]) * (channels(node.inputs[0]) + node.channels);
    case 'products':
      return pixels(node.inputs[0]) * channels(node.inputs[0]) * node.channels;
    case 'mix':
      return out * channels(node.inputs[0]);
    case 'input':
    case 'constant':
    case 'resize':
    case 'resample':
    case 'add':
    case 'pool':
    case 'activate':
    case 'combine':
    case 'gather':
    case 'spread':
    case 'unpool':
      return 0;
    default:
      throw new EngineError(
        'program',
        `A node is a '${(node as ProgramNode).op}', of which no work is known.`,
      );
  }
}

/** Bytes of the maps that a step reads and writes, each once, with channels as they are stored, and of its weights. */
export function bytesMoved(
  node: ProgramNode,
  written: readonly Value[],
  { nodes }: Program,
  sizes: readonly Size[],
): number {
  const stored = (value: Value) => {
    const { op, channels } = nodes[value];
    const numbers = op === 'input' ? channels : Math.ceil(channels / 4) * 4;
    return 4 * sizes[value].height * sizes[value].width * numbers;
  };
  const maps = new Set([...uses(node), ...written]);
  return [...maps].reduce((sum, value) => sum + stored(value), bytesOfArrays(node));
}

function bytesOfArrays(part: unknown): number {
  if (part instanceof Float32Array) return part.byteLength;
  if (typeof part !== 'object' || part === null) return 0;
  return Object.values(part).reduce<number>((sum, each) => sum + bytesOfArrays(each), 0);
}
