/** MiniSegResizeBilinear, with half-pixel centers, and MiniSegResizeBilinearAdjoint, its exact adjoint. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { type Gpu, sizeOf, type Template } from '../template.js';

type Inputs = Record<string, TensorInfo>;

const SIZES = ['height', 'width', 'channels', 'rows', 'columns'];

const RESIZE: Template = {
  name: 'resize',
  inputs: ['x'],
  integers: SIZES,
  segments: [
    {
      values: 1,
      code: `int c = i % channels;
        int pixel = i / channels;
        int b = pixel / (columns * rows);
        float down = (float((pixel / columns) % rows) + 0.5) * float(height) / float(rows) - 0.5;
        float across = (float(pixel % columns) + 0.5) * float(width) / float(columns) - 0.5;
        down = min(max(down, 0.0), float(height - 1));
        across = min(max(across, 0.0), float(width - 1));
        int top = int(down);
        int left = int(across);
        int bottom = min(top + 1, height - 1);
        int right = min(left + 1, width - 1);
        float y = down - float(top);
        float z = across - float(left);
        int upper = (b * height + top) * width;
        int lower = (b * height + bottom) * width;
        float above = at_x((upper + left) * channels + c) * (1.0 - z) + at_x((upper + right) * channels + c) * z;
        float below = at_x((lower + left) * channels + c) * (1.0 - z) + at_x((lower + right) * channels + c) * z;
        v0 = above * (1.0 - y) + below * y;`,
    },
  ],
};

/** The outputs of an axis that a pixel goes into: from `first` to `last`. */
const reach = (first: string, last: string, place: string, length: string, outLength: string) => `
  int ${first} = int(floor((float(${place}) - 0.5) * float(${outLength}) / float(${length}) - 0.5)) - 1;
  int ${last} = int(ceil((float(${place}) + 1.5) * float(${outLength}) / float(${length}) - 0.5)) + 1;
  if (${place} == 0) { ${first} = 0; }
  if (${place} == ${length} - 1) { ${last} = ${outLength} - 1; }
  ${first} = max(${first}, 0);
  ${last} = min(${last}, ${outLength} - 1);`;

/** How much of pixel `place` goes into output `out`. */
const share = (name: string, place: string, out: string, length: string, outLength: string) => `
  float at${name} = (float(${out}) + 0.5) * float(${length}) / float(${outLength}) - 0.5;
  at${name} = min(max(at${name}, 0.0), float(${length} - 1));
  int low${name} = int(at${name});
  float part${name} = at${name} - float(low${name});
  float ${name} = 0.0;
  if (low${name} == ${place}) { ${name} += 1.0 - part${name}; }
  if (min(low${name} + 1, ${length} - 1) == ${place}) { ${name} += part${name}; }`;

const ADJOINT: Template = {
  name: 'resize adjoint',
  inputs: ['dy'],
  integers: SIZES,
  segments: [
    {
      values: 1,
      code: `int c = i % channels;
        int pixel = i / channels;
        int z = pixel % width;
        int y = (pixel / width) % height;
        int b = pixel / (width * height);
        ${reach('firstRow', 'lastRow', 'y', 'height', 'rows')}
        ${reach('firstColumn', 'lastColumn', 'z', 'width', 'columns')}
        float sum = 0.0;
        for (int row = firstRow; row <= lastRow; row++) {
          ${share('down', 'y', 'row', 'height', 'rows')}
          if (down > 0.0) {
            for (int column = firstColumn; column <= lastColumn; column++) {
              ${share('across', 'z', 'column', 'width', 'columns')}
              sum += down * across * at_dy(((b * rows + row) * columns + column) * channels + c);
            }
          }
        }
        v0 = sum;`,
    },
  ],
};

export function resizeBilinear(gpu: Gpu, { x }: Inputs, { size }: { size: [number, number] }): TensorInfo {
  const [batch, height, width, channels] = x.shape;
  const shape = [batch, ...size, channels];
  return gpu.run(
    RESIZE,
    [x],
    [height, width, channels, ...size],
    [{ count: sizeOf(shape), outputs: [shape] }],
  )[0][0];
}

export function resizeBilinearAdjoint(
  gpu: Gpu,
  { dy }: Inputs,
  { size: [height, width] }: { size: [number, number] },
): TensorInfo {
  const [batch, rows, columns, channels] = dy.shape;
  const shape = [batch, height, width, channels];
  const numbers = [height, width, channels, rows, columns];
  return gpu.run(ADJOINT, [dy], numbers, [{ count: sizeOf(shape), outputs: [shape] }])[0][0];
}
