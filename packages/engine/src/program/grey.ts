/**
 * A program for grey images from one for color images: where all channels are equal, the filters that read the image
 * can be summed over them.
 */
import { checkNodes } from './check-program.js';
import type { Program, ProgramNode } from './program.js';
import { uses } from './uses.js';

/**
 * @returns The program itself where its input has one channel; undefined where something but a dense convolution reads it.
 * @throws {EngineError} for a program that contradicts itself.
 */
export function forGreyImages(program: Program): Program | undefined {
  checkNodes(program);
  const [input] = program.nodes;
  if (input.op !== 'input' || input.channels === 1) return program;
  const readers = program.nodes.filter(
    (node) => uses(node).includes(0) && node.op !== 'resize' && node.op !== 'resample',
  );
  const summable = (node: ProgramNode) =>
    node.op === 'conv'
      ? node.inputs.every((value) => value === 0)
      : node.op === 'filter' && node.groups === 1;
  if (!readers.every(summable)) return undefined;
  const nodes = program.nodes.map((node): ProgramNode => {
    if (node.op === 'input') return { op: 'input', channels: 1 };
    if ((node.op !== 'conv' && node.op !== 'filter') || !readers.includes(node)) return node;
    return { ...node, filter: sumOverInputs(node.filter, node.channels, input.channels) };
  });
  return { ...program, nodes };
}

/** [..., inputs, outputs] to [..., 1, outputs], in double precision. */
function sumOverInputs(filter: Float32Array, outputs: number, inputs: number): Float32Array {
  const sums = new Float32Array(filter.length / inputs);
  for (let i = 0; i < sums.length; i++) {
    const first = Math.floor(i / outputs) * inputs * outputs + (i % outputs);
    let sum = 0;
    for (let input = 0; input < inputs; input++) sum += filter[first + input * outputs];
    sums[i] = sum;
  }
  return sums;
}
