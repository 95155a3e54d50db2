/** A program computed pixel by pixel in double precision, as its description says and in no other way. */
import {
  type ActivateNode,
  type Ending,
  type Program,
  type ProgramNode,
  placeWindow,
  type Size,
  sizes,
} from '../src/index.js';

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
    case 'filter':
    case 'taps': {
      const map = maps[node.input];
      const { kernel, strides, dilations } = node.window;
      const { top, left } = placeWindow(node.window, map);
      const groups = node.op === 'filter' ? node.groups : node.channels;
      const own = map.channels / groups;
      return ended(node, maps, (y, x, c) => {
        const group = Math.floor((c * groups) / node.channels);
        let sum = 0;
        for (let u = 0; u < kernel[0]; u++) {
          for (let v = 0; v < kernel[1]; v++) {
            for (let k = 0; k < own; k++) {
              const tap = (u * kernel[1] + v) * own + k;
              const row = y * strides[0] + u * dilations[0] - top;
              const column = x * strides[1] + v * dilations[1] - left;
              sum += map.at(row, column, group * own + k) * node.filter[tap * node.channels + c];
            }
          }
        }
        return sum;
      });
    }
    case 'pool':
      return pooled(node, maps[node.input], size);
    case 'activate':
      return (y, x, c) => activated(node, maps[node.input], y, x, c);
    case 'combine': {
      const [first, second] = node.inputs.map((input) => maps[input]);
      return (y, x, c) => {
        const other = second.at(
          second.height === 1 ? 0 : y,
          second.width === 1 ? 0 : x,
          second.channels === 1 ? 0 : c,
        );
        return node.kind === 'add' ? first.at(y, x, c) + other : first.at(y, x, c) * other;
      };
    }
    case 'gather': {
      const sources = node.inputs.flatMap((input) =>
        Array.from({ length: maps[input].channels }, (_, channel) => ({ map: maps[input], channel })),
      );
      return (y, x, c) => {
        const source = sources[node.from[c]];
        return source ? source.map.at(y, x, source.channel) : 0;
      };
    }
    case 'spread': {
      const [rows, columns] = node.strides;
      return (y, x, c) => (y % rows || x % columns ? 0 : maps[node.input].at(y / rows, x / columns, c));
    }
    case 'unpool': {
      const [pooled, source] = node.inputs.map((input) => maps[input]);
      const { kernel, strides } = node.window;
      const { top, left } = placeWindow(node.window, source);
      return (y, x, c) => {
        let found = 0;
        for (let i = 0; i < pooled.height; i++) {
          for (let j = 0; j < pooled.width; j++) {
            let [most, row, column] = [Number.NEGATIVE_INFINITY, -1, -1];
            for (let tap = 0; tap < kernel[0] * kernel[1]; tap++) {
              const v = i * strides[0] - top + Math.floor(tap / kernel[1]);
              const u = j * strides[1] - left + (tap % kernel[1]);
              const inside = v >= 0 && u >= 0 && v < source.height && u < source.width;
              if (inside && source.at(v, u, c) > most) [most, row, column] = [source.at(v, u, c), v, u];
            }
            if (row === y && column === x) found = pooled.at(i, j, c);
          }
        }
        return found;
      };
    }
    case 'attend': {
      const [query, key, value] = node.inputs.map((input) => maps[input]);
      const pixels = Array.from({ length: key.height * key.width }, (_, j) => j);
      const of = (map: NaiveMap, j: number, c: number) => map.at(Math.floor(j / key.width), j % key.width, c);
      return (y, x, c) => {
        const powers = pixels.map((j) => {
          let score = 0;
          for (let k = 0; k < key.channels; k++) score += query.at(y, x, k) * of(key, j, k);
          return Math.exp(node.scale * score);
        });
        const sum = powers.reduce((a, b) => a + b, 0);
        return pixels.reduce((total, j) => total + (powers[j] / sum) * of(value, j, c), 0);
      };
    }
    case 'products': {
      const [first, second] = node.inputs.map((input) => maps[input]);
      return (y, _x, c) => {
        let sum = 0;
        for (let v = 0; v < first.height; v++) {
          for (let u = 0; u < first.width; u++) sum += first.at(v, u, y) * second.at(v, u, c);
        }
        return sum;
      };
    }
    case 'constant':
      return (y, x, c) => node.values[(y * node.width + x) * node.channels + c];
    case 'mix': {
      const [map, matrix] = node.inputs.map((input) => maps[input]);
      return (y, x, c) => {
        let sum = 0;
        for (let d = 0; d < map.channels; d++) sum += matrix.at(c, 0, d) * map.at(y, x, d);
        return sum;
      };
    }
    case 'resample':
      return resampled(node, maps[node.input], size);
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

function pooled(
  { window, kind, countPadding }: Extract<ProgramNode, { op: 'pool' }>,
  map: NaiveMap,
  size: Size,
): NaiveMap['at'] {
  const axis = (at: 0 | 1, length: number, outputs: number) => (i: number) => {
    if ('bins' in window) {
      const [low, high] = [Math.floor((i * length) / outputs), Math.ceil(((i + 1) * length) / outputs)];
      return { low, high, counted: high - low };
    }
    const placed = placeWindow(window, map);
    const start = i * window.strides[at] - (at === 0 ? placed.top : placed.left);
    const padded = window.padding === 'same' ? Number.POSITIVE_INFINITY : length + window.padding[2 * at + 1];
    const [low, high] = [Math.max(start, 0), Math.min(start + window.kernel[at], length)];
    return {
      low,
      high,
      counted: countPadding ? Math.min(start + window.kernel[at], padded) - start : high - low,
    };
  };
  const [rows, columns] = [axis(0, map.height, size.height), axis(1, map.width, size.width)];
  return (y, x, c) => {
    const [row, column] = [rows(y), columns(x)];
    const values: number[] = [];
    for (let v = row.low; v < row.high; v++) {
      for (let u = column.low; u < column.high; u++) values.push(map.at(v, u, c));
    }
    if (kind === 'max') return Math.max(...values);
    return values.reduce((a, b) => a + b, 0) / (row.counted * column.counted);
  };
}

function activated(
  { kind, alpha = 1, channels }: ActivateNode,
  map: NaiveMap,
  y: number,
  x: number,
  c: number,
) {
  const v = map.at(y, x, c);
  const sigmoid = 1 / (1 + Math.exp(-v));
  const clamp = (value: number, most: number) => Math.min(Math.max(value, 0), most);
  switch (kind) {
    case 'clipped-relu':
      return clamp(v, alpha);
    case 'elu':
      return v > 0 ? v : alpha * (Math.exp(v) - 1);
    case 'sigmoid':
      return sigmoid;
    case 'tanh':
      return Math.tanh(v);
    case 'hard-sigmoid':
      return clamp(alpha * v + 0.5, 1);
    case 'hard-swish':
      return v * clamp(v / 6 + 0.5, 1);
    case 'swish':
      return v * sigmoid;
    case 'softmax': {
      const all = Array.from({ length: channels }, (_, i) => Math.exp(alpha * map.at(y, x, i)));
      return all[c] / all.reduce((a, b) => a + b, 0);
    }
  }
}

function resampled(
  { kind, grid }: Extract<ProgramNode, { op: 'resample' }>,
  map: NaiveMap,
  to: Size,
): NaiveMap['at'] {
  const place = (i: number, from: number, outputs: number) => {
    if (grid === 'corners') return outputs > 1 ? (i * (from - 1)) / (outputs - 1) : 0;
    if (grid === 'ratio') return (i * from) / outputs;
    return Math.min(Math.max(((i + 0.5) * from) / outputs - 0.5, 0), from - 1);
  };
  return (y, x, c) => {
    const [row, column] = [place(y, map.height, to.height), place(x, map.width, to.width)];
    if (kind === 'nearest') return map.at(Math.floor(row), Math.floor(column), c);
    let sum = 0;
    for (const v of [0, 1]) {
      for (const u of [0, 1]) {
        const weight = (v ? row % 1 : 1 - (row % 1)) * (u ? column % 1 : 1 - (column % 1));
        const [atRow, atColumn] = [Math.floor(row) + v, Math.floor(column) + u];
        if (weight > 0)
          sum += weight * map.at(Math.min(atRow, map.height - 1), Math.min(atColumn, map.width - 1), c);
      }
    }
    return sum;
  };
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
