/**
 * EncNet's encoding of a map x in K codewords c_k with scales s_k, and its mean. With the shares of each pixel
 *
 *   a_k = softmax over k of s_k^2 |x - c_k|^2 = softmax over k of s_k^2 (|x|^2 - 2 x . c_k + |c_k|^2)
 *
 * the encoding is E[c][k] = sum over pixels of a_k x_c - c_kc sum over pixels of a_k: a map C high, one wide, K channels.
 */
import type { Linear } from './linear.js';
import type { Lowering } from './lowering.js';

export function encoding({ builder, config, weights, inputs: [x] }: Lowering): Linear {
  const { channels } = x;
  const count = Number(config.codewords);
  const [words, scale] = [weights.get('codewords'), weights.get('scale')];
  const input = builder.map(x);
  const of = (node: Parameters<typeof builder.push>[0]) => builder.value(builder.push(node));
  const squares = of({ op: 'combine', kind: 'multiply', inputs: [input, input], channels });
  const filter = new Float32Array(2 * channels * count);
  const bias = new Float32Array(count);
  for (let k = 0; k < count; k++) {
    const s = scale[k] ** 2;
    for (let c = 0; c < channels; c++) {
      const word = words[k * channels + c];
      filter[c * count + k] = s;
      filter[(channels + c) * count + k] = -2 * s * word;
      bias[k] += s * word ** 2;
    }
  }
  const distances = of({
    op: 'conv',
    inputs: [squares, input],
    size: 1,
    strides: 1,
    channels: count,
    filter,
    bias,
  });
  const shares = of({ op: 'activate', input: distances, channels: count, kind: 'softmax', alpha: 1 });
  const sums = of({ op: 'products', inputs: [input, shares], channels: count });
  const one = { op: 'conv', inputs: [input], size: 1, strides: 1, channels: 1 } as const;
  const ones = of({ ...one, inputs: [input], filter: new Float32Array(channels), bias: Float32Array.of(1) });
  const held = of({ op: 'products', inputs: [ones, shares], channels: count });
  const values = Float32Array.from(
    { length: channels * count },
    (_, i) => -words[(i % count) * channels + Math.floor(i / count)],
  );
  const minus = of({ op: 'constant', height: channels, width: 1, channels: count, values });
  const offsets = of({ op: 'combine', kind: 'multiply', inputs: [minus, held], channels: count });
  return builder.push({ op: 'add', inputs: [sums, offsets], channels: count });
}

/** The mean over the codewords, with a channel for each row: by products with the unit matrix. */
export function codewordMean({ builder, inputs: [x], shape }: Lowering): Linear {
  const channels = shape[shape.length - 1] as number;
  const count = x.channels;
  const filter = new Float32Array(count).fill(1 / count);
  const means = builder.value(
    builder.push({ op: 'conv', inputs: [builder.map(x)], size: 1, strides: 1, channels: 1, filter }),
  );
  const values = Float32Array.from({ length: channels ** 2 }, (_, i) => Number(i % (channels + 1) === 0));
  const unit = builder.value(builder.push({ op: 'constant', height: channels, width: 1, channels, values }));
  return builder.push({ op: 'products', inputs: [means, unit], channels });
}
