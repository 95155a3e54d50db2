/** The nodes that have a form in ops of tfjs; the others have kernels of our own alone. */
import type { Program, ProgramNode } from '@miniseg/engine';
import { CompileError } from './errors.js';

const BASIC = ['input', 'conv', 'depthwise', 'pyramid', 'resize', 'add'] as const;

export type BasicNode = Extract<ProgramNode, { op: (typeof BASIC)[number] }>;

/** Kinds of nodes that are not basic. */
export function otherNodes({ nodes }: Program): string[] {
  const ops = nodes.map(({ op }) => op as string).filter((op) => !(BASIC as readonly string[]).includes(op));
  return [...new Set(ops)];
}

/** @throws {CompileError} for a program with other nodes. */
export function basicNodes(program: Program): BasicNode[] {
  const others = otherNodes(program);
  if (others.length === 0) return program.nodes as BasicNode[];
  throw new CompileError(
    'layer',
    `The network needs ${others.join(', ')}, for which there are no ops of tfjs here; use target 'wasm', 'webgl' or 'webgpu'.`,
  );
}
