/** The values that a node reads. */
import type { ProgramNode, Value } from './program.js';

interface Reads {
  input?: Value;
  inputs?: Value[];
  /** Read for its size alone, but it must exist. */
  like?: Value;
  before?: Value;
  after?: Value;
}

/** @returns The maps that a node reads. */
export function uses(node: ProgramNode): Value[] {
  const { input, inputs = [], like, before, after } = node as Reads;
  return [input, ...inputs, like, before, after].filter((value) => value !== undefined);
}

/** The node with other numbers for what it reads. */
export function renamed<N extends ProgramNode>(node: N, to: (value: Value) => Value): N {
  const reads = node as Reads;
  const result: Reads = { ...reads };
  for (const key of ['input', 'like', 'before', 'after'] as const) {
    const value = reads[key];
    if (value !== undefined) result[key] = to(value);
  }
  if (reads.inputs) result.inputs = reads.inputs.map(to);
  return result as N;
}
