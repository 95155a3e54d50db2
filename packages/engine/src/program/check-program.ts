/** Whether a program can be run at all: files come from anywhere. */
import { EngineError } from '../errors.js';
import { checkGeneralNode } from './check-general-node.js';
import {
  type EndedNode,
  type Ending,
  hasEnding,
  type Program,
  type ProgramNode,
  type Value,
} from './program.js';
import { uses } from './uses.js';

const OPS: readonly string[] = [
  'input',
  'conv',
  'depthwise',
  'pyramid',
  'resize',
  'add',
  'filter',
  'taps',
  'pool',
  'activate',
  'combine',
  'gather',
  'spread',
  'resample',
  'unpool',
  'attend',
  'products',
  'constant',
  'mix',
] satisfies ProgramNode['op'][];

/** @throws {EngineError} that names the first node that does not fit. */
export function checkProgram(program: Program): void {
  checkNodes(program);
  const { nodes, activation } = program;
  for (const [value, node] of nodes.entries()) {
    const fail = (what: string): never => {
      throw new EngineError('program', `Node ${value} (${node.op}) ${what}.`);
    };
    if ((node.op === 'input') !== (value === 0)) fail('is out of place: node 0 alone is the input');
    if (!count(node.channels)) fail(`has ${node.channels} channels; it must have at least 1`);
    for (const used of uses(node)) {
      if (!Number.isInteger(used) || used < 0 || used >= value) {
        fail(`reads value ${used}; it can read those from 0 to ${value - 1}`);
      }
    }
    if (node.op === 'input') continue;
    const sizeOnly = (node.op === 'resize' || node.op === 'resample') && node.input !== 0;
    if (node.op !== 'conv' && node.op !== 'filter' && uses(node).includes(0) && !sizeOnly) {
      fail('reads the image; only a conv or a filter can');
    }
    checkNode(node, (of) => nodes[of].channels, fail);
    if (weightsOf(node).some((weights) => !weights.every(Number.isFinite))) {
      fail('has weights that are no finite numbers: its network did not learn, or its file is damaged');
    }
  }
  if (activation !== undefined && activation !== 'sigmoid' && activation !== 'softmax') {
    throw new EngineError(
      'program',
      `The activation is '${String(activation)}'; it must be 'sigmoid', 'softmax' or left out.`,
    );
  }
}

/**
 * What costs no look at the weights, for those who get a program that was checked before.
 *
 * @throws {EngineError} for what is no list of nodes, and an output that is none of them.
 */
export function checkNodes(program: Program): void {
  const { nodes, output } = program ?? {};
  if (!Array.isArray(nodes) || nodes.some((node) => !OPS.includes(node?.op)) || nodes[0]?.op !== 'input') {
    throw new EngineError(
      'program',
      `A program is a list of nodes whose op is one of ${OPS.join(', ')}; the first is the input.`,
    );
  }
  if (!Number.isInteger(output) || !nodes[output] || output === 0) {
    throw new EngineError(
      'program',
      `The output is value ${String(output)} of ${nodes.length}; it must be computed.`,
    );
  }
}

/** All arrays of weights in a node, those of its kernels and branches too. */
function weightsOf(node: object): Float32Array[] {
  return Object.values(node).flatMap((value): Float32Array[] => {
    if (value instanceof Float32Array) return [value];
    return Array.isArray(value) && typeof value[0] === 'object' ? value.flatMap(weightsOf) : [];
  });
}

function checkNode(
  node: Exclude<ProgramNode, { op: 'input' }>,
  channels: (value: Value) => number,
  fail: (what: string) => never,
): void {
  if (node.op !== 'resize' && (!hasEnding(node) || node.op === 'filter' || node.op === 'taps')) {
    checkGeneralNode(node, channels, fail);
    if (!hasEnding(node)) return;
  }
  const length = (what: string, values: Float32Array | undefined, expected: number) => {
    if (values && values.length !== expected)
      fail(`has ${values.length} numbers of ${what}; it needs ${expected}`);
  };
  const same = (value: Value, expected: number) => {
    if (channels(value) !== expected) {
      fail(`needs ${expected} channels of value ${value}, which has ${channels(value)}`);
    }
  };
  if (node.op === 'resize') {
    same(node.input, node.channels);
    return;
  }
  const { bias, slopes, before, after }: Ending = node as EndedNode;
  length('bias', bias, node.channels);
  length('slopes', slopes, node.channels);
  for (const addend of [before, after]) if (addend !== undefined) same(addend, node.channels);
  if (node.op === 'add') {
    if (node.inputs.length < 1 || node.inputs.length > 2) fail('adds one or two maps');
    for (const input of node.inputs) same(input, node.channels);
    return;
  }
  if (node.op === 'filter' || node.op === 'taps') return;
  if (node.strides !== 1 && node.strides !== 2) fail(`has strides ${node.strides}; they must be 1 or 2`);
  if (node.op === 'conv') {
    const [first] = node.inputs;
    if (node.inputs.length < 1 || node.inputs.length > (node.size === 1 ? 2 : 1)) {
      fail('has too many inputs: one, or two where its size is 1');
    }
    if (node.inputs.length === 2 && node.strides !== 1) fail('has two inputs; its strides must be 1');
    for (const input of node.inputs) same(input, channels(first));
    if (!odd(node.size)) fail(`has size ${node.size}; it must be odd`);
    length('filter', node.filter, node.size ** 2 * channels(first) * node.inputs.length * node.channels);
  } else if (node.op === 'depthwise') {
    same(node.input, node.channels);
    for (const { size, dilation, filter } of node.kernels) {
      if (!odd(size) || !count(dilation)) fail(`has a kernel of size ${size} and dilation ${dilation}`);
      length('filter', filter, size ** 2 * node.channels);
    }
  } else {
    const { width, branches, attention, fuse } = node;
    same(node.input, width);
    if (branches.length < 1 || node.channels % branches.length !== 0) {
      fail(`has ${node.channels} channels for ${branches.length} branches; they must divide evenly`);
    }
    for (const { dilation, filter } of branches) {
      if (!count(dilation)) fail(`has a branch of dilation ${dilation}`);
      length('filter', filter, 9 * width);
    }
    length('attention', attention, width * branches.length);
    length('fuse', fuse, width * node.channels);
  }
}

function count(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}

function odd(value: number): boolean {
  return count(value) && value % 2 === 1;
}
