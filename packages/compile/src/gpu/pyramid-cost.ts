/** Whether a pyramid is better computed in one draw or in two. */
import type { PyramidNode } from '@miniseg/engine';
import { groupsOf } from './layout.js';

/** Branches that one texel of the output mixes, first to last. */
export function branchesOf(node: PyramidNode, group: number): [number, number] {
  const outputs = node.channels / node.branches.length;
  return [
    Math.floor((4 * group) / outputs),
    Math.min(node.branches.length - 1, Math.floor((4 * group + 3) / outputs)),
  ];
}

/** Reads of maps and weights for each pixel, in one draw: every texel computes the sums that it needs. */
export function costOfOne(node: PyramidNode): number {
  let cost = 0;
  for (let group = 0; group < groupsOf(node.channels); group++) {
    const [first, last] = branchesOf(node, group);
    cost += 18 * (node.hierarchical ? last + 1 : last - first + 1) * groupsOf(node.width);
  }
  return cost;
}

/** The same in two draws, the first of which stores all sums. */
export function costOfTwo(node: PyramidNode): number {
  const groups = groupsOf(node.width);
  let cost = 0;
  for (let k = 0; k < node.branches.length; k++) {
    cost += groups * 2 * (node.hierarchical ? 8 * k + 9 : 9);
  }
  for (let group = 0; group < groupsOf(node.channels); group++) {
    const [first, last] = branchesOf(node, group);
    cost += 6 * (last - first + 1) * groups;
  }
  return cost;
}
