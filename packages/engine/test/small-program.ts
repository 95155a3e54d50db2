/** A small network whose every part does something. */
import type { Program } from '../src/index.js';
import { filter, numbers } from './random-program.js';

/** Grey and color, an activation, a pyramid, and logits at half size. */
export function small(colors = 3, classes = 2): Program {
  return {
    nodes: [
      { op: 'input', channels: colors },
      {
        op: 'conv',
        inputs: [0],
        size: 3,
        strides: 2,
        channels: 8,
        filter: filter(9 * colors * 8, 27, 1),
        slopes: numbers(8, 2),
      },
      {
        op: 'pyramid',
        input: 1,
        strides: 1,
        channels: 12,
        width: 8,
        hierarchical: true,
        branches: [1, 2, 4].map((dilation) => ({ dilation, filter: filter(72, 9, dilation) })),
        attention: numbers(24, 3),
        fuse: filter(96, 8, 4),
      },
      {
        op: 'conv',
        inputs: [2],
        size: 1,
        strides: 1,
        channels: classes,
        filter: filter(12 * classes, 12, 5),
      },
    ],
    output: 3,
    normalization: { mean: 0.5, std: 0.25 },
  };
}
