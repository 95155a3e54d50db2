/** Whether a node with any window, or without weights, fits what it reads. */
import type { GeneralNode, Value } from './program.js';
import type { Window } from './window.js';

const KINDS: Record<string, readonly string[]> = {
  pool: ['max', 'average'],
  activate: ['clipped-relu', 'elu', 'sigmoid', 'tanh', 'hard-sigmoid', 'hard-swish', 'swish', 'softmax'],
  combine: ['add', 'multiply'],
  resample: ['bilinear', 'nearest'],
};

/** @param fail Says what is wrong with the node. */
export function checkGeneralNode(
  node: GeneralNode,
  channels: (value: Value) => number,
  fail: (what: string) => never,
): void {
  const kinds = Object.hasOwn(KINDS, node.op) ? KINDS[node.op] : undefined;
  if (kinds && !kinds.includes((node as { kind: string }).kind))
    fail(`is of kind '${(node as { kind: string }).kind}'`);
  switch (node.op) {
    case 'filter': {
      const inputs = channels(node.input);
      checkWindow(node.window, fail);
      if (!count(node.groups) || inputs % node.groups !== 0 || node.channels % node.groups !== 0) {
        fail(`has ${node.groups} groups for ${inputs} and ${node.channels} channels; they must divide both`);
      }
      checkLength(node.filter, (area(node.window) * inputs * node.channels) / node.groups, fail);
      return;
    }
    case 'taps':
      checkWindow(node.window, fail);
      same(node.channels, channels(node.input), fail);
      checkLength(node.filter, area(node.window) * node.channels, fail);
      return;
    case 'pool':
      same(node.channels, channels(node.input), fail);
      if (!('bins' in node.window)) checkWindow(node.window, fail);
      else if (!node.window.bins.every(count)) fail(`has ${node.window.bins} bins`);
      return;
    case 'combine': {
      same(node.channels, channels(node.inputs[0]), fail);
      const second = channels(node.inputs[1]);
      if (second !== 1) same(node.channels, second, fail);
      return;
    }
    case 'gather': {
      const all = node.inputs.reduce((sum, value) => sum + channels(value), 0);
      same(node.channels, node.from.length, fail);
      const wrong = node.from.find((from) => !Number.isInteger(from) || from < -1 || from >= all);
      if (wrong !== undefined) fail(`takes channel ${wrong} of ${all}`);
      return;
    }
    case 'spread':
      same(node.channels, channels(node.input), fail);
      if (!node.strides.every(count)) fail(`has strides ${node.strides}`);
      return;
    case 'resample':
      same(node.channels, channels(node.input), fail);
      if (!['half-pixel', 'corners', 'ratio'].includes(node.grid)) fail(`has the grid '${node.grid}'`);
      if ([node.size, node.scale, node.like].filter((way) => way !== undefined).length !== 1) {
        fail('needs one of size, scale and like');
      }
      return;
    case 'unpool':
      checkWindow(node.window, fail);
      for (const input of node.inputs) same(node.channels, channels(input), fail);
      return;
    case 'attend':
      same(channels(node.inputs[0]), channels(node.inputs[1]), fail);
      same(node.channels, channels(node.inputs[2]), fail);
      if (!Number.isFinite(node.scale)) fail(`has the scale ${node.scale}`);
      return;
    case 'mix':
      for (const input of node.inputs) same(node.channels, channels(input), fail);
      return;
    case 'products':
      same(node.channels, channels(node.inputs[1]), fail);
      return;
    case 'constant':
      if (![node.height, node.width].every(count)) fail(`is ${node.height} x ${node.width}`);
      checkLength(node.values, node.height * node.width * node.channels, fail);
      return;
    case 'activate':
      same(node.channels, channels(node.input), fail);
  }
}

function checkWindow({ kernel, strides, dilations, padding }: Window, fail: (what: string) => never): void {
  for (const pair of [kernel, strides, dilations]) {
    if (!Array.isArray(pair) || pair.length !== 2 || !pair.every(count)) fail(`has a window with ${pair}`);
  }
  if (padding !== 'same' && (padding?.length !== 4 || !padding.every(Number.isInteger))) {
    fail(`has the padding ${padding}`);
  }
}

function checkLength(values: Float32Array, expected: number, fail: (what: string) => never): void {
  if (values.length !== expected) fail(`has ${values.length} weights; it needs ${expected}`);
}

function same(own: number, read: number, fail: (what: string) => never): void {
  if (own !== read) fail(`has ${own} channels where it reads ${read}`);
}

function area({ kernel }: Window): number {
  return kernel[0] * kernel[1];
}

function count(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}
