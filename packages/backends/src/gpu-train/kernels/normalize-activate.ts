/**
 * MiniSegNormalizeActivate and its gradient: batch normalization and the activation after it, of which only the input is
 * kept. MiniSegPreluGradient: PReLU alone.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { type Gpu, remembered, sizeOf, type Template } from '../template.js';

type Inputs = Record<string, TensorInfo>;
type Activation = 'prelu' | 'relu' | 'none';

export interface NormalizeAttributes {
  epsilon: number;
  activation: Activation;
  /** The moments are the batch's own: the gradient goes through them. */
  training: boolean;
  count?: number;
}

const parametersOf = (activation: Activation) => [
  ...['mean', 'variance', 'gamma', 'beta'],
  ...(activation === 'prelu' ? ['alpha'] : []),
];

/** The slope below zero. */
const alphaAt = (activation: Activation, c: string) =>
  activation === 'prelu' ? `at_alpha(${c})` : activation === 'relu' ? '0.0' : '1.0';

const forward = remembered(
  (activation: Activation): Template => ({
    name: `normalize ${activation}`,
    inputs: ['x', ...parametersOf(activation)],
    integers: ['channels'],
    floats: ['epsilon'],
    segments: [
      {
        values: 1,
        code: `int c = i % channels;
          float n = (at_x(i) - at_mean(c)) * (at_gamma(c) * inverseRoot(at_variance(c) + epsilon)) + at_beta(c);
          v0 = pickf(n > 0.0, n, n * ${alphaAt(activation, 'c')});`,
      },
    ],
  }),
);

/** Also the table that the gradient for x needs: mean, scale, beta, slope below zero, and the way through the moments. */
const sums = remembered(
  (activation: Activation): Template => ({
    name: `normalize sums ${activation}`,
    inputs: ['x', 'dy', ...parametersOf(activation)],
    integers: ['channels'],
    floats: ['epsilon', 'through'],
    segments: [
      {
        values: 9,
        reduce: {
          sums: 3,
          prepare: `float mean = at_mean(i);
            float inverse = inverseRoot(at_variance(i) + epsilon);
            float scale = at_gamma(i) * inverse;
            float beta = at_beta(i);
            float alpha = ${alphaAt(activation, 'i')};`,
          term: `float d = at_x(p * channels + i) - mean;
            float g = at_dy(p * channels + i);
            float n = d * scale + beta;
            if (n <= 0.0) { s2 += g * n; g = g * alpha; }
            s0 += g;
            s1 += g * d;`,
        },
        code: `v0 = s1 * inverse; v1 = s0; v2 = s2; v3 = mean; v4 = scale; v5 = beta; v6 = alpha;
          v7 = 0.0 - through * scale * inverse * v0; v8 = 0.0 - through * scale * v1;`,
      },
    ],
  }),
);

const INPUT: Template = {
  name: 'normalize input',
  inputs: ['x', 'dy', 'table'],
  integers: ['channels', 'stride'],
  segments: [
    {
      values: 1,
      code: `int c = i % channels;
        float d = at_x(i) - at_table(3 * stride + c);
        float g = at_dy(i);
        float scale = at_table(4 * stride + c);
        if (d * scale + at_table(5 * stride + c) <= 0.0) { g = g * at_table(6 * stride + c); }
        v0 = g * scale + d * at_table(7 * stride + c) + at_table(8 * stride + c);`,
    },
  ],
};

const PRELU: Template = {
  name: 'prelu gradient',
  inputs: ['x', 'dy', 'alpha'],
  integers: ['channels'],
  segments: [
    { values: 1, code: 'v0 = at_dy(i) * pickf(at_x(i) > 0.0, 1.0, at_alpha(i % channels));' },
    {
      values: 1,
      reduce: { sums: 1, term: 's0 += at_dy(p * channels + i) * min(at_x(p * channels + i), 0.0);' },
      code: 'v0 = s0;',
    },
  ],
};

const channelsOf = ({ shape }: TensorInfo) => shape[shape.length - 1];

function parameters({ mean, variance, gamma, beta, alpha }: Inputs, activation: Activation): TensorInfo[] {
  return [mean, variance, gamma, beta, ...(activation === 'prelu' ? [alpha] : [])];
}

export function normalizeActivate(
  gpu: Gpu,
  inputs: Inputs,
  { epsilon, activation }: NormalizeAttributes,
): TensorInfo {
  const { x } = inputs;
  return gpu.run(
    forward(activation),
    [x, ...parameters(inputs, activation)],
    [channelsOf(x), epsilon],
    [{ count: sizeOf(x.shape), outputs: [x.shape] }],
  )[0][0];
}

/** [dx, dGamma, dBeta], and dAlpha for PReLU. */
export function normalizeActivateGradient(
  gpu: Gpu,
  inputs: Inputs,
  { epsilon, activation, training, count }: NormalizeAttributes,
): TensorInfo[] {
  const { x, dy } = inputs;
  const channels = channelsOf(x);
  const pixels = sizeOf(x.shape) / channels;
  const outputs = Array.from({ length: activation === 'prelu' ? 3 : 2 }, () => [channels]);
  const [made] = gpu.run(
    sums(activation),
    [x, dy, ...parameters(inputs, activation)],
    [channels, epsilon, training ? 1 / (count ?? pixels) : 0],
    [{ count: channels, over: pixels, outputs, whole: true, pooled: true }],
  );
  const table = made.pop()!;
  const [[dx]] = gpu.run(
    INPUT,
    [x, dy, table],
    [channels, gpu.stride(channels)],
    [{ count: sizeOf(x.shape), outputs: [x.shape] }],
  );
  gpu.release(table);
  return [dx, ...made];
}

/** [dx, dAlpha] */
export function preluGradient(gpu: Gpu, { x, dy, alpha }: Inputs): TensorInfo[] {
  const channels = channelsOf(x);
  const size = sizeOf(x.shape);
  return gpu
    .run(
      PRELU,
      [x, dy, alpha],
      [channels],
      [
        { count: size, outputs: [x.shape] },
        { count: channels, over: size / channels, outputs: [alpha.shape], pooled: true },
      ],
    )
    .flat();
}
