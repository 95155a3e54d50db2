/**
 * MiniSegCrossEntropyLoss: logits [.., C] and labels [..] -> [loss, 1 / sum of the weights]. The weighted mean of -log softmax
 * over the pixels that are not ignored; 0 where the weights add up to 0, NaN where a label is no class and not ignored.
 * MiniSegCrossEntropyGradient: those, the second result and dy -> the gradient for the logits.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { type Gpu, remembered, sizeOf, type Template } from '../template.js';

type Inputs = Record<string, TensorInfo>;

interface Attributes {
  weights: number[];
  ignoreLabel: number;
}

const weightNames = (classes: number) => Array.from({ length: classes }, (_, c) => `weight${c}`);

const SOFTMAX = (place: string, classes: number) => `
  float largest = at_logits(${place});
  for (int c = 1; c < ${classes}; c++) { largest = max(largest, at_logits(${place} + c)); }
  float total = 0.0;
  for (int c = 0; c < ${classes}; c++) { total += exp(at_logits(${place} + c) - largest); }`;

/** The weight of `label`: 0 of what is no class. */
const WEIGHT = (classes: number) => `float weight = 0.0;
  ${weightNames(classes)
    .map((name, c) => `if (label == ${c}) { weight = ${name}; }`)
    .join(' ')}`;

const loss = remembered(
  (classes: number, whole: boolean): Template => ({
    name: `cross entropy ${classes}`,
    inputs: ['logits', 'labels'],
    integerInputs: whole ? ['labels'] : [],
    integers: ['ignored'],
    floats: [...weightNames(classes), 'missing'],
    segments: [
      {
        values: 2,
        reduce: {
          sums: 3,
          term: `float given = float(at_labels(p));
            int label = int(floor(given + 0.5));
            if (label != ignored) {
              if (label < 0 || label >= ${classes} || abs(given - float(label)) > 0.001) { s2 += 1.0; label = 0; }
              ${WEIGHT(classes)}
              ${SOFTMAX(`p * ${classes}`, classes)}
              s0 += weight * (log(total) + largest - at_logits(p * ${classes} + label));
              s1 += weight;
            }`,
        },
        code: `v1 = pickf(s1 > 0.0, 1.0 / max(s1, 1e-30), 0.0);
          v0 = s0 * v1;
          if (s2 > 0.5) { v0 = missing; }`,
      },
    ],
  }),
);

const gradient = remembered(
  (classes: number, whole: boolean): Template => ({
    name: `cross entropy gradient ${classes}`,
    inputs: ['logits', 'labels', 'factor', 'dy'],
    integerInputs: whole ? ['labels'] : [],
    integers: ['ignored'],
    floats: weightNames(classes),
    segments: [
      {
        values: 1,
        code: `int pixel = i / ${classes};
          int own = i % ${classes};
          int label = int(floor(float(at_labels(pixel)) + 0.5));
          if (label != ignored) {
            ${WEIGHT(classes)}
            ${SOFTMAX(`pixel * ${classes}`, classes)}
            float p = exp(at_logits(i) - largest) / total;
            v0 = (p - pickf(label == own, 1.0, 0.0)) * weight * at_factor(0) * at_dy(0);
          }`,
      },
    ],
  }),
);

export function crossEntropyLoss(
  gpu: Gpu,
  { logits, labels }: Inputs,
  { weights, ignoreLabel }: Attributes,
): TensorInfo[] {
  const classes = weights.length;
  return gpu.run(
    loss(classes, gpu.holdsIntegers(labels)),
    [logits, labels],
    [ignoreLabel, ...weights, Number.NaN],
    [{ count: 1, over: sizeOf(logits.shape) / classes, outputs: [[], []] }],
  )[0];
}

export function crossEntropyGradient(
  gpu: Gpu,
  { logits, labels, inverse, dy }: Inputs,
  { weights, ignoreLabel }: Attributes,
): TensorInfo {
  return gpu.run(
    gradient(weights.length, gpu.holdsIntegers(labels)),
    [logits, labels, inverse, dy],
    [ignoreLabel, ...weights],
    [{ count: sizeOf(logits.shape), outputs: [logits.shape] }],
  )[0][0];
}
