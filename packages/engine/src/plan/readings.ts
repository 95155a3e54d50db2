/** Which rows of its inputs a step reads for each of its rows: what strips of an image are computed by. */
import type { Value } from '../program/program.js';
import type { Size } from '../program/sizes.js';
import { placeWindow, type Window } from '../program/window.js';
import { sampleRow } from './general-calls.js';
import type { Step } from './steps.js';

/** A map that a step reads. Both functions never decrease; rows below 0 and behind the last are a border of zeros. */
export interface Reading {
  value: Value;
  /** First row that output row `row` needs. */
  low(row: number): number;
  /** The row behind the last one that it needs. */
  high(row: number): number;
}

/** @param sizes Of every value of the program. */
export function readingsOf({ node, value, also }: Step, sizes: readonly Size[]): Reading[] {
  const same = (of: Value): Reading => ({ value: of, low: (row) => row, high: (row) => row + 1 });
  const whole = (of: Value): Reading => ({ value: of, low: () => 0, high: () => sizes[of].height });
  const within = (of: Value, strides: number, before: number, length: number): Reading => ({
    value: of,
    low: (row) => row * strides - before,
    high: (row) => row * strides - before + length,
  });
  const around = (of: Value, strides: number, reach: number) => within(of, strides, reach, 2 * reach + 1);
  const windowed = (of: Value, window: Window) => {
    const { kernel, strides, dilations } = window;
    const { top } = placeWindow(window, sizes[of]);
    return within(of, strides[0], top, dilations[0] * (kernel[0] - 1) + 1);
  };
  const ending = [('before' in node && node.before) as Value, ('after' in node && node.after) as Value]
    .filter((of) => typeof of === 'number')
    .concat(also ? [also.other] : [])
    .map(same);
  switch (node.op) {
    case 'conv':
      return [...node.inputs.map((of) => around(of, node.strides, (node.size - 1) / 2)), ...ending];
    case 'depthwise': {
      const reach = Math.max(...node.kernels.map(({ size, dilation }) => ((size - 1) / 2) * dilation));
      return [around(node.input, node.strides, reach), ...ending];
    }
    case 'pyramid': {
      const reach = Math.max(...node.branches.map(({ dilation }) => dilation));
      return [around(node.input, node.strides, reach), ...ending];
    }
    case 'filter':
    case 'taps':
      return [windowed(node.input, node.window), ...ending];
    case 'add':
      return [...node.inputs.map(same), ...ending];
    case 'pool': {
      if ('bins' in node.window) return [whole(node.input)];
      const { low, high } = windowed(node.input, node.window);
      const { height } = sizes[node.input];
      const inside = (row: number) => Math.min(Math.max(row, 0), height);
      return [{ value: node.input, low: (row) => inside(low(row)), high: (row) => inside(high(row)) }];
    }
    case 'resize':
    case 'resample': {
      const { height: inputs } = sizes[node.input];
      const { height: outputs } = sizes[value];
      const sampling = node.op === 'resample' ? node : undefined;
      const at = (row: number) => sampleRow(row, inputs, outputs, sampling);
      return [{ value: node.input, low: (row) => at(row).low, high: (row) => at(row).high + 1 }];
    }
    case 'spread': {
      const from = (row: number) => Math.floor(row / node.strides[0]);
      return [{ value: node.input, low: from, high: (row) => from(row) + 1 }];
    }
    case 'unpool': {
      const [pooled, source] = node.inputs;
      const { kernel, strides } = node.window;
      const { top } = placeWindow(node.window, sizes[source]);
      const low = (row: number) => Math.max(0, Math.ceil((row + top - kernel[0] + 1) / strides[0]));
      const high = (row: number) => Math.min(sizes[pooled].height, Math.floor((row + top) / strides[0]) + 1);
      const inside = (row: number) => Math.min(Math.max(row, 0), sizes[source].height);
      return [
        { value: pooled, low, high },
        {
          value: source,
          low: (row) => inside(low(row) * strides[0] - top),
          high: (row) => inside((high(row) - 1) * strides[0] - top + kernel[0]),
        },
      ];
    }
    case 'activate':
      return [same(node.input)];
    case 'gather':
      return node.inputs.map(same);
    case 'combine': {
      const [first, second] = node.inputs;
      return [same(first), sizes[second].height === 1 ? whole(second) : same(second)];
    }
    case 'attend':
      return [same(node.inputs[0]), whole(node.inputs[1]), whole(node.inputs[2])];
    case 'products':
      return node.inputs.map(whole);
    case 'mix':
      return [same(node.inputs[0]), whole(node.inputs[1])];
  }
}
