/** Height and width of every value of a program, for one size of the image. */
import { checkNodes } from './check-program.js';
import type { ProductsNode, Program, ProgramNode, ResampleNode } from './program.js';
import { checkSize, type Size } from './size.js';
import { placeWindow } from './window.js';

export type { Size };

/**
 * @returns Height and width, in pixels, of what each node gives for an image of this size.
 * @throws {EngineError} for what is no program, or no size.
 */
export function sizes(program: Program, image: Size): Size[] {
  checkNodes(program);
  const { nodes } = program;
  checkSize(image);
  const known: Size[] = [];
  for (const node of nodes) {
    // A row for each channel of what it reads.
    if (node.op === 'products') known.push({ height: nodes[node.inputs[0]].channels, width: 1 });
    else known.push(sizeOf(node, known, image));
  }
  return known;
}

function sizeOf(node: Exclude<ProgramNode, ProductsNode>, known: readonly Size[], image: Size): Size {
  switch (node.op) {
    case 'input':
      return image;
    case 'resize':
      return known[node.like];
    case 'add':
    case 'combine':
    case 'gather':
    case 'attend':
    case 'mix':
      return known[node.inputs[0]];
    case 'activate':
      return known[node.input];
    case 'filter':
    case 'taps':
      return onlySize(placeWindow(node.window, known[node.input]));
    case 'pool': {
      if ('bins' in node.window) return { height: node.window.bins[0], width: node.window.bins[1] };
      return onlySize(placeWindow(node.window, known[node.input]));
    }
    case 'spread': {
      const { height, width } = known[node.input];
      return { height: (height - 1) * node.strides[0] + 1, width: (width - 1) * node.strides[1] + 1 };
    }
    case 'constant':
      return onlySize(node);
    case 'unpool': {
      if (node.like !== undefined) return known[node.like];
      const { height, width } = known[node.inputs[0]];
      const { kernel, strides } = node.window;
      const { top, left } = placeWindow(node.window, { height, width });
      return {
        height: (height - 1) * strides[0] + kernel[0] - 2 * top,
        width: (width - 1) * strides[1] + kernel[1] - 2 * left,
      };
    }
    case 'resample':
      return resampledSize(node, known);
    default: {
      const { height, width } = known[node.op === 'conv' ? node.inputs[0] : node.input];
      return { height: Math.ceil(height / node.strides), width: Math.ceil(width / node.strides) };
    }
  }
}

function onlySize({ height, width }: Size): Size {
  return { height, width };
}

function resampledSize(
  { input, size, scale, like, divisor = 1 }: ResampleNode,
  known: readonly Size[],
): Size {
  if (size) return { height: size[0], width: size[1] };
  const { height, width } = known[like ?? input];
  if (scale) return { height: Math.floor(height * scale[0]), width: Math.floor(width * scale[1]) };
  return { height: Math.ceil(height / divisor), width: Math.ceil(width / divisor) };
}
