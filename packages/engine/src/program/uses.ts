/** The values that a node reads. */
import { check } from '../check-options.js';
import type { ProgramNode, Value } from './program.js';

interface Reads {
  input?: Value;
  inputs?: Value[];
  /** Read for its size alone, but it must exist. */
  like?: Value;
  before?: Value;
  after?: Value;
}

/**
 * @returns The maps that a node reads.
 * @throws {EngineError} for what is no node.
 */
export function uses(node: ProgramNode): Value[] {
  checkReads(node);
  const { input, inputs = [], like, before, after } = node as Reads;
  return [input, ...inputs, like, before, after].filter((value) => value !== undefined);
}

/**
 * The node with other numbers for what it reads.
 *
 * @throws {EngineError} for what is no node.
 */
export function renamed<N extends ProgramNode>(node: N, to: (value: Value) => Value): N {
  checkReads(node);
  check(typeof to === 'function', 'to', to, 'it is a function from the old number to the new one');
  const reads = node as Reads;
  const result: Reads = { ...reads };
  for (const key of ['input', 'like', 'before', 'after'] as const) {
    const value = reads[key];
    if (value !== undefined) result[key] = to(value);
  }
  if (reads.inputs) result.inputs = reads.inputs.map(to);
  return result as N;
}

function checkReads(node: ProgramNode): void {
  const { op, inputs = [] }: Reads & { op?: unknown } = node ?? {};
  check(
    typeof op === 'string' && Array.isArray(inputs),
    'The node',
    node,
    'it is one of a program, {op, ...}',
  );
}
