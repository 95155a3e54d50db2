/**
 * Branching tubes inside a lung: random points of the lung are joined, nearest to the root first, to the growing
 * tree; radii follow Murray's law (r^3 of a parent = sum over its children).
 */
import type { Random } from '../random.js';
import type { Anatomy } from './anatomy.js';
import { cubeRoot } from './exact-math.js';
import { Section } from './section.js';

/** Tapered segments, seven numbers each: x0 y0 z0 x1 y1 z1 radius. */
export type Segments = Float64Array;

interface Node {
  x: number;
  y: number;
  z: number;
  parent: number;
  /** Sum of the cubed radii of everything beyond. */
  flow: number;
}

export interface LungSampler {
  /** A random point at least `depth` millimeters inside the lung of that side (-1 right, 1 left). */
  point(side: -1 | 1, depth: number): [number, number, number];
  /** Signed distance to the lungs' surface. */
  distance(x: number, y: number, z: number): number;
}

/** Answers questions about the lungs in space from sections every four millimeters. */
export function lungSampler(anatomy: Anatomy, random: Random): LungSampler {
  const sections = new Map<number, Section>();
  const distance = (x: number, y: number, z: number) => {
    const step = Math.round(z / 4);
    let section = sections.get(step);
    if (!section) {
      section = new Section(anatomy, step * 4);
      sections.set(step, section);
    }
    return section.lung(x, y);
  };
  const point = (side: -1 | 1, depth: number): [number, number, number] => {
    for (let attempt = 0; attempt < 5000; attempt++) {
      const x = side * random.uniform(4, anatomy.halfWidth);
      const y = random.uniform(-anatomy.halfDepth, anatomy.halfDepth);
      const z = random.uniform(0, anatomy.height);
      if (distance(x, y, z) < -depth) return [x, y, z];
    }
    return [side * 70, 0, anatomy.height / 2];
  };
  return { point, distance };
}

export function growTree(
  root: readonly [number, number, number],
  tips: readonly (readonly [number, number, number])[],
  tipRadius: number,
): Segments {
  const far = (p: readonly number[]) => (p[0] - root[0]) ** 2 + (p[1] - root[1]) ** 2 + (p[2] - root[2]) ** 2;
  const order = tips.map((point) => ({ point, key: far(point) })).sort((a, b) => a.key - b.key);
  const nodes: Node[] = [{ x: root[0], y: root[1], z: root[2], parent: -1, flow: 0 }];
  const own = tipRadius ** 3;
  for (const { point, key } of order) {
    const reach = Math.sqrt(key);
    let best = 0;
    let bestCost = Number.POSITIVE_INFINITY;
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i];
      const dx = point[0] - node.x;
      const dy = point[1] - node.y;
      const dz = point[2] - node.z;
      const length = Math.sqrt(dx * dx + dy * dy + dz * dz);
      // Branches point away from the root: going sideways costs more than going on outwards.
      const outward =
        ((point[0] - root[0]) * dx + (point[1] - root[1]) * dy + (point[2] - root[2]) * dz) /
        (reach * length);
      const cost = length * (1.9 - outward);
      if (cost < bestCost) {
        bestCost = cost;
        best = i;
      }
    }
    nodes.push({ x: point[0], y: point[1], z: point[2], parent: best, flow: own });
  }
  for (let i = nodes.length - 1; i > 0; i--) nodes[nodes[i].parent].flow += nodes[i].flow;
  straighten(nodes);
  straighten(nodes);
  const segments = new Float64Array((nodes.length - 1) * 7);
  for (let i = 1; i < nodes.length; i++) {
    const node = nodes[i];
    const parent = nodes[node.parent];
    const radius = cubeRoot(node.flow);
    segments.set([parent.x, parent.y, parent.z, node.x, node.y, node.z, radius], (i - 1) * 7);
  }
  return segments;
}

/** Pulls each node towards the line from its parent to its thickest child, so that trunks do not zigzag. */
function straighten(nodes: Node[]): void {
  const heir = new Int32Array(nodes.length).fill(-1);
  for (let i = 1; i < nodes.length; i++) {
    const { parent, flow } = nodes[i];
    if (heir[parent] === -1 || nodes[heir[parent]].flow < flow) heir[parent] = i;
  }
  for (let i = 1; i < nodes.length; i++) {
    const node = nodes[i];
    if (heir[i] === -1) continue;
    const parent = nodes[node.parent];
    const child = nodes[heir[i]];
    node.x = 0.4 * node.x + 0.3 * (parent.x + child.x);
    node.y = 0.4 * node.y + 0.3 * (parent.y + child.y);
    node.z = 0.4 * node.z + 0.3 * (parent.z + child.z);
  }
}

/** The bronchi beside the thicker arteries: the same course, shifted by both radii. */
export function airwaysBeside(arteries: Segments, smallest: number): Segments {
  const airways: number[] = [];
  for (let i = 0; i < arteries.length; i += 7) {
    const radius = arteries[i + 6];
    if (radius < smallest) continue;
    const shift = radius * 1.2 + 0.8;
    const [x0, y0, z0, x1, y1, z1] = arteries.subarray(i, i + 6) as unknown as number[];
    airways.push(x0!, y0! + shift, z0!, x1!, y1! + shift, z1!, Math.min(radius * 0.62, 3.8));
  }
  return Float64Array.from(airways);
}
