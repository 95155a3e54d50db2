/** Sums that a node before them can take as its ending, and nodes that nobody reads, are removed. */
import { hasEnding, type Program, type ProgramNode, renamed, uses, type Value } from '@miniseg/engine';

export function fuseAdditions(program: Program): Program {
  const nodes: (ProgramNode | undefined)[] = program.nodes.map((node) => ({ ...node }));
  /** Where a removed sum's value is now. */
  const moved = new Map<Value, Value>();
  const now = (value: Value): Value => moved.get(value) ?? value;
  for (const [i, node] of nodes.entries()) {
    if (!node) continue;
    const current = renamed(node, now);
    nodes[i] = current;
    if (current.op !== 'add' || current.inputs.length !== 2 || current.bias || current.after) continue;
    const [earlier, later] = current.inputs.toSorted((a, b) => a - b);
    const target = nodes[later];
    if (!target || !hasEnding(target) || earlier === later) continue;
    const readers = nodes.filter((other) => other && uses(renamed(other, now)).includes(later));
    if (target.after !== undefined || readers.length !== 1 || now(program.output) === later) continue;
    if (current.slopes) {
      // An activation of the sum: the node before it has room for both, where it has neither.
      if (target.op === 'add' || target.slopes || target.before !== undefined) continue;
      target.before = earlier;
      target.slopes = current.slopes;
    } else target.after = earlier;
    nodes[i] = undefined;
    moved.set(i, later);
  }
  return compact(nodes, now(program.output), program);
}

/** Without the nodes that the output does not need, numbered anew. */
function compact(nodes: (ProgramNode | undefined)[], output: Value, program: Program): Program {
  const needed = new Set<Value>([0]);
  const visit = (value: Value): void => {
    if (needed.has(value)) return;
    needed.add(value);
    uses(nodes[value] as ProgramNode).forEach(visit);
  };
  visit(output);
  const kept = [...needed].sort((a, b) => a - b);
  const numbers = new Map(kept.map((value, number) => [value, number]));
  const number = (value: Value) => numbers.get(value) as Value;
  return {
    ...program,
    nodes: kept.map((value) => renamed(nodes[value] as ProgramNode, number)),
    output: number(output),
  };
}
