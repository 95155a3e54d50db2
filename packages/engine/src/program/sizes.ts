/** Height and width of every value of a program, for one size of the image. */
import type { Program } from './program.js';

export interface Size {
  height: number;
  width: number;
}

export function sizes({ nodes }: Program, image: Size): Size[] {
  const known: Size[] = [];
  for (const node of nodes) {
    if (node.op === 'input') known.push(image);
    else if (node.op === 'resize') known.push(known[node.like]);
    else if (node.op === 'add') known.push(known[node.inputs[0]]);
    else {
      const { height, width } = known[node.op === 'conv' ? node.inputs[0] : node.input];
      known.push({ height: Math.ceil(height / node.strides), width: Math.ceil(width / node.strides) });
    }
  }
  return known;
}
