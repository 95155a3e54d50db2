/**
 * A map as a linear combination of values, pixel by pixel: y = sum of x_i M_i + bias. Pointwise convolutions, sums,
 * slices and concatenations of such maps are again such maps, so they are composed as small matrices, in double
 * precision, and nothing is computed at run time until a block needs the map itself.
 */
import type { Value } from '@miniseg/engine';

export interface Term {
  value: Value;
  /** Channels of the value. */
  channels: number;
  /** [channels of the value, channels of the map]; absent for the identity. */
  matrix?: Float64Array;
}

export interface Linear {
  channels: number;
  terms: Term[];
  bias?: Float64Array;
  /** The combination is formed at its terms' size and resized (bilinear) to this value's: the two commute. */
  like?: Value;
}

export function plain(value: Value, channels: number): Linear {
  return { channels, terms: [{ value, channels }] };
}

/** A pointwise convolution with filter [channels, outputs]. */
export function pointwise(x: Linear, filter: ArrayLike<number>, outputs: number): Linear {
  return {
    channels: outputs,
    terms: x.terms.map(({ value, channels, matrix }) => ({
      value,
      channels,
      matrix: matrix ? product(matrix, filter, x.channels, outputs) : Float64Array.from(filter),
    })),
    bias: x.bias && product(x.bias, filter, x.channels, outputs),
    like: x.like,
  };
}

/** Scale and shift of each channel: a folded batch normalization. */
export function affine(x: Linear, { scale, shift }: { scale: Float64Array; shift: Float64Array }): Linear {
  return {
    ...x,
    terms: x.terms.map((term) => ({
      ...term,
      matrix: (term.matrix ?? identity(x.channels)).map((weight, i) => weight * scale[i % x.channels]),
    })),
    bias: shift.map((value, c) => value + (x.bias?.[c] ?? 0) * scale[c]),
  };
}

/** The sum of maps of one shape; matrices of the same value become one. */
export function sum(a: Linear, b: Linear): Linear {
  const terms = [...a.terms];
  for (const term of b.terms) {
    const i = terms.findIndex(({ value, matrix }) => value === term.value && (matrix || term.matrix));
    if (i < 0) terms.push(term);
    else {
      const other = term.matrix ?? identity(a.channels);
      terms[i] = {
        ...terms[i],
        matrix: (terms[i].matrix ?? identity(a.channels)).map((w, j) => w + other[j]),
      };
    }
  }
  const bias =
    a.bias && b.bias ? a.bias.map((value, c) => value + (b.bias as Float64Array)[c]) : (a.bias ?? b.bias);
  return { channels: a.channels, terms, bias };
}

/** Channels [start, start + channels). */
export function slice(x: Linear, start: number, channels: number): Linear {
  const selection = new Float64Array(x.channels * channels);
  for (let c = 0; c < channels; c++) selection[(start + c) * channels + c] = 1;
  return pointwise(x, selection, channels);
}

/** The maps' channels side by side. */
export function concat(maps: Linear[]): Linear {
  const channels = maps.reduce((total, map) => total + map.channels, 0);
  let start = 0;
  return maps
    .map((map) => {
      const placement = new Float64Array(map.channels * channels);
      for (let c = 0; c < map.channels; c++) placement[c * channels + start + c] = 1;
      start += map.channels;
      return pointwise(map, placement, channels);
    })
    .reduce(sum);
}

/** [rows, inner] times [inner, columns]; `rows` follows from the length. */
export function product(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  inner: number,
  columns: number,
): Float64Array {
  const rows = a.length / inner;
  const result = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < inner; k++) {
      const factor = a[row * inner + k];
      for (let column = 0; column < columns; column++) {
        result[row * columns + column] += factor * b[k * columns + column];
      }
    }
  }
  return result;
}

function identity(channels: number): Float64Array {
  return new Float64Array(channels ** 2).map((_, i) => (i % (channels + 1) === 0 ? 1 : 0));
}
