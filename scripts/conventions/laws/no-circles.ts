/** Law: no file imports itself by way of others, not even for a type. */
import { importGraph } from './imports.js';
import { workspacesOf } from './project.js';

export function noCircles(root: string): string[] {
  return workspacesOf(root).flatMap((workspace) =>
    circlesOf(importGraph(root, workspace)).map(
      (files) => `${files[0]}: circle with ${files.slice(1).join(', ')}`,
    ),
  );
}

/** Groups of files that reach each other (Tarjan's strongly connected components). */
function circlesOf(graph: Map<string, string[]>): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string) => {
    order.set(file, order.size);
    lowest.set(file, order.get(file) as number);
    stack.push(file);
    for (const next of graph.get(file) ?? []) {
      if (!order.has(next)) visit(next);
      else if (!stack.includes(next)) continue;
      lowest.set(file, Math.min(lowest.get(file) as number, lowest.get(next) as number));
    }
    if (lowest.get(file) !== order.get(file)) return;
    const group = stack.splice(stack.indexOf(file));
    if (group.length > 1 || graph.get(file)?.includes(file)) circles.push(group.sort());
  };
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return circles;
}
