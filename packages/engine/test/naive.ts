/** A program computed pixel by pixel in double precision, as its description says and in no other way. */
import { type Ending, type Program, type ProgramNode, type Size, sizes } from '../src/index.js';

interface NaiveMap extends Size {
  channels: number;
  at(y: number, x: number, c: number): number;
}

/** @returns Logits resized to the image, [height, width, classes]. */
export function naiveLogits(program: Program, input: ArrayLike<number>, image: Size): Float64Array {
  const all = sizes(program, image);
  const maps: NaiveMap[] = [];
  for (const [value, node] of program.nodes.entries()) {
    const compute =
      node.op === 'input' ? reader(input, image, node.channels).at : pixel(node, maps, all[value]);
    maps.push(materialized(compute, all[value], node.channels));
  }
  const output = maps[program.output];
  return materialized(resized(output, image), image, output.channels).values;
}

function reader(values: ArrayLike<number>, { height, width }: Size, channels: number): NaiveMap {
  return {
    height,
    width,
    channels,
    at: (y, x, c) =>
      y < 0 || x < 0 || y >= height || x >= width ? 0 : values[(y * width + x) * channels + c],
  };
}

function materialized(at: NaiveMap['at'], size: Size, channels: number) {
  const values = new Float64Array(size.height * size.width * channels);
  for (let i = 0; i < values.length; i++) {
    const p = Math.floor(i / channels);
    values[i] = at(Math.floor(p / size.width), p % size.width, i % channels);
  }
  return { ...reader(values, size, channels), values };
}

function pixel(node: Exclude<ProgramNode, { op: 'input' }>, maps: NaiveMap[], size: Size): NaiveMap['at'] {
  switch (node.op) {
    case 'resize':
      return resized(maps[node.input], size);
    case 'add':
      return ended(node, maps, (y, x, c) =>
        node.inputs.reduce((sum, input) => sum + maps[input].at(y, x, c), 0),
      );
    case 'conv': {
      const inputs = node.inputs.map((input) => maps[input]);
      const total = inputs.length * inputs[0].channels;
      return ended(node, maps, (y, x, c) => {
        let sum = 0;
        for (let tap = 0; tap < node.size ** 2; tap++) {
          const [dy, dx] = place(tap, node.size, 1);
          for (let k = 0; k < total; k++) {
            const map = inputs[Math.floor(k / inputs[0].channels)];
            const value = map.at(y * node.strides + dy, x * node.strides + dx, k % map.channels);
            sum += value * node.filter[(tap * total + k) * node.channels + c];
          }
        }
        return sum;
      });
    }
    case 'depthwise':
      return ended(node, maps, (y, x, c) =>
        node.kernels.reduce(
          (sum, kernel) =>
            sum +
            tapped(maps[node.input], kernel.filter, kernel.size, kernel.dilation, node.strides)(y, x, c),
          0,
        ),
      );
    case 'pyramid': {
      const { branches, width, channels, attention, fuse, hierarchical } = node;
      const parts = branches.map(({ filter, dilation }) =>
        tapped(maps[node.input], filter, 3, dilation, node.strides),
      );
      return ended(node, maps, (y, x, c) => {
        const branch = Math.floor((c * branches.length) / channels);
        const f = Array.from({ length: width }, (_, i) =>
          parts.slice(hierarchical ? 0 : branch, branch + 1).reduce((sum, part) => sum + part(y, x, i), 0),
        );
        const logit = f.reduce((sum, v, i) => sum + v * (attention?.[i * branches.length + branch] ?? 0), 0);
        const scale = attention ? 1 + 1 / (1 + Math.exp(-logit)) : 1;
        return scale * f.reduce((sum, v, i) => sum + v * fuse[i * channels + c], 0);
      });
    }
  }
}

function ended(
  { bias, before, slopes, after }: Ending,
  maps: NaiveMap[],
  sums: NaiveMap['at'],
): NaiveMap['at'] {
  return (y, x, c) => {
    let v = sums(y, x, c) + (bias?.[c] ?? 0);
    if (before !== undefined) v += maps[before].at(y, x, c);
    if (slopes && v < 0) v *= slopes[c];
    return after === undefined ? v : v + maps[after].at(y, x, c);
  };
}

function tapped(
  map: NaiveMap,
  filter: Float32Array,
  size: number,
  dilation: number,
  strides: number,
): NaiveMap['at'] {
  return (y, x, c) => {
    let sum = 0;
    for (let tap = 0; tap < size ** 2; tap++) {
      const [dy, dx] = place(tap, size, dilation);
      sum += map.at(y * strides + dy, x * strides + dx, c) * filter[tap * map.channels + c];
    }
    return sum;
  };
}

function place(tap: number, size: number, dilation: number): [number, number] {
  const middle = (size - 1) / 2;
  return [(Math.floor(tap / size) - middle) * dilation, ((tap % size) - middle) * dilation];
}

function resized(map: NaiveMap, to: Size): NaiveMap['at'] {
  const around = (i: number, from: number, outputs: number) => {
    const position = Math.min(Math.max(((i + 0.5) * from) / outputs - 0.5, 0), from - 1);
    const low = Math.floor(position);
    return { low, high: Math.min(low + 1, from - 1), share: position - low };
  };
  return (y, x, c) => {
    const row = around(y, map.height, to.height);
    const column = around(x, map.width, to.width);
    const between = (line: number) =>
      map.at(line, column.low, c) * (1 - column.share) + map.at(line, column.high, c) * column.share;
    return between(row.low) * (1 - row.share) + between(row.high) * row.share;
  };
}
