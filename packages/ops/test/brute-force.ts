/** Convolution and its gradients as nested loops in float64: what the ops are tested against. */

export interface Image {
  /** [batch, height, width, channels] */
  shape: [number, number, number, number];
  data: Float32Array | Float64Array;
}

export interface ConvCase {
  stride: number;
  dilation: number;
  /** Channels are split into this many groups; a depthwise convolution has as many groups as channels. */
  groups: number;
}

const at = ({ shape }: Image, b: number, y: number, x: number, c: number) =>
  ((b * shape[1] + y) * shape[2] + x) * shape[3] + c;

export function convolutionLoops(
  x: Image,
  filter: Image,
  { stride, dilation, groups }: ConvCase,
  dy?: Image,
) {
  const [batch, height, width, inputs] = x.shape;
  // Filter layout [kernelHeight, kernelWidth, inputs / groups, outputs].
  const [kernelHeight, kernelWidth, perGroup, outputs] = filter.shape;
  const rows = Math.ceil(height / stride);
  const columns = Math.ceil(width / stride);
  const y: Image = {
    shape: [batch, rows, columns, outputs],
    data: new Float64Array(batch * rows * columns * outputs),
  };
  const dx: Image = { shape: x.shape, data: new Float64Array(x.data.length) };
  const dFilter: Image = { shape: filter.shape, data: new Float64Array(filter.data.length) };
  const outputsPerGroup = outputs / groups;
  if (perGroup * groups !== inputs) throw new Error('brute force: groups do not fit');
  for (let b = 0; b < batch; b++)
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++)
        for (let o = 0; o < outputs; o++)
          for (let u = 0; u < kernelHeight; u++)
            for (let v = 0; v < kernelWidth; v++)
              for (let c = 0; c < perGroup; c++) {
                const row = i * stride + (u - (kernelHeight - 1) / 2) * dilation;
                const column = j * stride + (v - (kernelWidth - 1) / 2) * dilation;
                if (row < 0 || column < 0 || row >= height || column >= width) continue;
                const source = at(x, b, row, column, Math.floor(o / outputsPerGroup) * perGroup + c);
                const tap = at(filter, u, v, c, o);
                const target = at(y, b, i, j, o);
                y.data[target] += x.data[source] * filter.data[tap];
                if (!dy) continue;
                dx.data[source] += dy.data[target] * filter.data[tap];
                dFilter.data[tap] += dy.data[target] * x.data[source];
              }
  return { y, dx, dFilter };
}

/** Numbers in [-1, 1), the same on every run. */
export function pseudoRandom(length: number, seed: number): Float32Array {
  let state = seed * 2654435761 + 12345;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) | 0;
    return ((state >>> 8) & 0xffff) / 32768 - 1;
  });
}
