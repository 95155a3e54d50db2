/** The order of work: a node each, but for sums that the node before them writes along with its own output. */
import { hasEnding, type Program, type ProgramNode, type Value } from '../program/program.js';
import { uses } from '../program/uses.js';

export interface Step {
  node: Exclude<ProgramNode, { op: 'input' | 'constant' }>;
  value: Value;
  /** A second output: the node's value plus `other`. */
  also?: { value: Value; other: Value };
  writes: Value[];
  reads: Value[];
}

export function stepsOf({ nodes }: Program): Step[] {
  const steps = new Map<Value, Step>();
  for (const [value, node] of nodes.entries()) {
    if (node.op === 'input' || node.op === 'constant') continue;
    if (
      node.op === 'add' &&
      node.inputs.length === 2 &&
      !node.bias &&
      !node.slopes &&
      node.after === undefined
    ) {
      const [other, last] = node.inputs.toSorted((a, b) => a - b);
      const host = steps.get(last);
      if (host && hasEnding(host.node) && !host.also && other !== last) {
        host.also = { value, other };
        host.writes.push(value);
        host.reads.push(other);
        continue;
      }
    }
    steps.set(value, { node, value, writes: [value], reads: uses(node) });
  }
  return [...steps.values()];
}
