/**
 * The draws of a network: what one program of the device computes into one store, which is a texture (WebGL) or a buffer
 * (WebGPU). Compared with the nodes,
 *
 * - a sum of maps is no draw of its own where convolutions or endings read it: they add while they read;
 * - pointwise convolutions of the same maps are one, whose outputs lie behind each other;
 * - a pyramid is one draw, or two where computing its sums anew for every output would cost more;
 * - the head belongs to the draw that classifies or resizes, see `finish-shader.ts`.
 */
import {
  type ConvNode,
  type DepthwiseNode,
  type Ending,
  hasEnding,
  type Program,
  type ProgramNode,
  type PyramidNode,
  uses,
  type Value,
} from '@miniseg/engine';
import type { BasicNode } from '../basic-nodes.js';
import { groupsOf } from './layout.js';
import { costOfOne, costOfTwo } from './pyramid-cost.js';

/** A map inside a store, some groups in. */
export interface View {
  store: number;
  offset: number;
}

/** Maps that are added while they are read. */
export type Sum = View[];

export interface Ends {
  before: Sum;
  slopes?: Float32Array;
  after: Sum;
}

interface Output {
  store: number;
  /** The value that has the size of the output. */
  sizeOf: Value;
  groups: number;
}

export interface ConvDraw extends Output, Ends {
  op: 'conv';
  inputs: Sum[];
  /** Of each input. */
  inputChannels: number;
  size: number;
  strides: number;
  /** Several convolutions, one behind the other, each from a group of its own on. */
  parts: { channels: number; filter: Float32Array; bias?: Float32Array }[];
}

export interface DepthwiseDraw extends Output, Ends {
  op: 'depthwise';
  input: View;
  node: DepthwiseNode;
}

/** The running sums of a pyramid, branch after branch. */
export interface SumsDraw extends Output {
  op: 'sums';
  input: View;
  node: PyramidNode;
}

/** Attention and grouped pointwise of a pyramid; `input` holds its sums, or its input where `whole`. */
export interface PyramidDraw extends Output, Ends {
  op: 'pyramid';
  whole: boolean;
  input: View;
  node: PyramidNode;
}

export interface ResizeDraw extends Output {
  op: 'resize';
  input: View;
}

export interface AddDraw extends Output, Ends {
  op: 'add';
  bias?: Float32Array;
}

/** Nodes that other networks have than MiniSeg. */
export type GeneralNode = Exclude<ProgramNode, BasicNode>;

export interface GeneralDraw<N extends GeneralNode = GeneralNode> extends Output, Ends {
  op: 'general';
  node: N;
  inputs: { view: View; channels: number }[];
  /** Of a pooling into bins, which is done along one axis after the other: only along the rows. */
  alongRows?: boolean;
}

export type Draw = ConvDraw | DepthwiseDraw | SumsDraw | PyramidDraw | ResizeDraw | AddDraw | GeneralDraw;

export interface Draws {
  draws: Draw[];
  /** What is resized to the image. */
  output: Sum;
  /** The value that has its size. */
  sizeOf: Value;
  classes: number;
  /** The last convolution, where it waits until its input is resized: both are linear. */
  head?: ConvNode;
}

/** More maps than this in one sum are computed first. */
const MOST_ADDENDS = 3;

export function planDraws(program: Program): Draws {
  const { output, nodes } = program;
  const readers = nodes.map((_, value) => nodes.filter((node) => uses(node).includes(value)));
  const last = nodes[output];
  const head = last.op === 'conv' && isHead(last) && readers[output].length === 0 ? last : undefined;
  const sums = new Map<Value, Sum>([[0, [{ store: 0, offset: 0 }]]]);
  const sumOf = (value: Value | undefined): Sum => (value === undefined ? [] : (sums.get(value) as Sum));
  const viewOf = (value: Value): View => sumOf(value)[0];
  const endsOf = ({ before, slopes, after }: Ending): Ends => ({
    before: sumOf(before),
    slopes,
    after: sumOf(after),
  });
  let stores = 1;
  const draws: Draw[] = [];
  const push = (value: Value, draw: Draw) => {
    draws.push(draw);
    sums.set(value, [{ store: draw.store, offset: 0 }]);
  };
  for (const [value, node] of nodes.entries()) {
    if (node.op === 'input' || node === head || sums.has(value)) continue;
    const out = { sizeOf: value, groups: groupsOf(node.channels) };
    if (node.op === 'resize') {
      push(value, { op: 'resize', ...out, store: stores++, input: viewOf(node.input) });
    } else if (node.op === 'add') {
      const { before, ...ends } = endsOf(node);
      const addends = [...node.inputs.flatMap(sumOf), ...before];
      const inlined =
        !node.bias &&
        !node.slopes &&
        node.after === undefined &&
        value !== output &&
        addends.length <= MOST_ADDENDS &&
        readers[value].every((reader) => readsSums(reader, value));
      if (inlined) sums.set(value, addends);
      else push(value, { op: 'add', ...out, store: stores++, bias: node.bias, before: addends, ...ends });
    } else if (node.op === 'depthwise') {
      const input = viewOf(node.input);
      push(value, { op: 'depthwise', ...out, store: stores++, input, node, ...endsOf(node) });
    } else if (node.op === 'pyramid') {
      const whole = costOfOne(node) <= costOfTwo(node);
      let input = viewOf(node.input);
      if (!whole) {
        const groups = node.branches.length * groupsOf(node.width);
        draws.push({ op: 'sums', sizeOf: value, groups, store: stores, input, node });
        input = { store: stores++, offset: 0 };
      }
      push(value, { op: 'pyramid', ...out, store: stores++, whole, input, node, ...endsOf(node) });
    } else if (node.op !== 'conv') {
      const ends = hasEnding(node) ? endsOf(node) : endsOf({});
      let inputs = mapsOf(node).map((read) => ({ view: viewOf(read), channels: nodes[read].channels }));
      if (node.op === 'pool' && 'bins' in node.window) {
        const rows = {
          op: 'general' as const,
          ...out,
          node,
          inputs,
          ...ends,
          alongRows: true,
          store: stores,
        };
        draws.push(rows);
        inputs = [{ view: { store: stores++, offset: 0 }, channels: node.channels }];
      }
      push(value, { op: 'general', ...out, store: stores++, node, inputs, ...ends });
    } else {
      const siblings = mergeable(node)
        ? nodes.filter(mergeable).filter((other) => other !== head && sameInputs(node, other))
        : [node];
      const store = stores++;
      let groups = 0;
      for (const sibling of siblings) {
        sums.set(nodes.indexOf(sibling), [{ store, offset: groups }]);
        groups += groupsOf(sibling.channels);
      }
      const { size, strides, inputs } = node;
      draws.push({
        op: 'conv',
        store,
        sizeOf: value,
        groups,
        inputs: inputs.map(sumOf),
        inputChannels: nodes[inputs[0]].channels,
        size,
        strides,
        parts: siblings,
        ...endsOf(node),
      });
    }
  }
  const sizeOf = head ? head.inputs[0] : output;
  return { draws, output: sumOf(sizeOf), sizeOf, classes: last.channels, head };
}

/** A plain pointwise convolution of one map. */
function isHead({ size, strides, inputs, before, slopes, after }: ConvNode): boolean {
  return (
    size === 1 &&
    strides === 1 &&
    inputs.length === 1 &&
    !slopes &&
    before === undefined &&
    after === undefined
  );
}

/** A reader that can add several maps instead of the one. */
function readsSums(reader: ProgramNode, value: Value): boolean {
  if (reader.op === 'conv' || reader.op === 'add') return true;
  // Of `like` the size counts alone, and endings add.
  return !mapsOf(reader).includes(value);
}

/** What a node reads besides its ending and for more than its size. */
function mapsOf(node: ProgramNode): Value[] {
  if ('inputs' in node) return node.inputs;
  return 'input' in node ? [node.input] : [];
}

function mergeable(node: ProgramNode): node is ConvNode {
  return (
    node.op === 'conv' &&
    node.size === 1 &&
    node.strides === 1 &&
    node.before === undefined &&
    node.after === undefined &&
    !node.slopes
  );
}

function sameInputs(a: ConvNode, b: ConvNode): boolean {
  return String(a.inputs) === String(b.inputs);
}
