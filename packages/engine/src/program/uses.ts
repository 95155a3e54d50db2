/** The values that a node reads. */
import type { Ending, ProgramNode, Value } from './program.js';

export function uses(node: ProgramNode): Value[] {
  switch (node.op) {
    case 'input':
      return [];
    case 'conv':
    case 'add':
      return [...node.inputs, ...addends(node)];
    case 'depthwise':
    case 'pyramid':
      return [node.input, ...addends(node)];
    case 'resize':
      // `like` is read for its size alone, but must exist.
      return [node.input, node.like];
  }
}

function addends({ before, after }: Ending): Value[] {
  return [before, after].filter((value) => value !== undefined);
}
