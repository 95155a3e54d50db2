import {
  cast,
  getBackend,
  greater,
  max,
  mul,
  notEqual,
  oneHot,
  reshape,
  type Scalar,
  scalar,
  sub,
  sum,
  type Tensor,
  where,
} from '@tensorflow/tfjs-core';
import { keepsTensorsOnHost } from './backend-facts.js';
import { check } from './check-options.js';
import { classFirst, overClasses } from './class-first.js';
import { LossError } from './errors.js';

/**
 * The rule that a tensor of labels has passed. Tensors do not change, so one check is enough, and deep supervision passes
 * the same labels with every head.
 */
const checked = new WeakMap<Tensor, string>();

export interface Targets {
  classes: number;
  /** One-hot labels `[classes, ...]`, float32; zeros at ignored pixels. */
  encoded(): Tensor;
  /** To be added to the loss: 0, or NaN when a label is no class. Undefined where that was checked already. */
  guard(encoded: Tensor): Scalar | undefined;
}

/** Checks labels against logits, and gives them as the losses use them. Its functions make tensors: call them in a tidy. */
export function targetsFor(labels: Tensor, logits: Tensor, ignoreLabel: number): Targets {
  checkTensor(labels, 'The labels');
  checkTensor(logits, 'The logits');
  const pixels = logits.shape.slice(0, -1);
  const classes = logits.shape[logits.rank - 1];
  if (logits.rank < 2 || classes < 2) {
    throw new LossError(
      'shape',
      `The logits have the shape [${logits.shape}]. They are [batch, height, width, classes] with at least two ` +
        'classes: give background a channel of its own.',
    );
  }
  if (logits.dtype !== 'float32' || !['int32', 'float32', 'bool'].includes(labels.dtype)) {
    throw new LossError(
      'dtype',
      `The logits are ${logits.dtype}, the labels ${labels.dtype}. Logits are float32, labels int32, float32 or bool: ` +
        'use cast.',
    );
  }
  const isOneHot = sameShape(labels.shape, logits.shape);
  if (!isOneHot && !sameShape(labels.shape, pixels) && !sameShape(labels.shape, [...pixels, 1])) {
    throw new LossError(
      'shape',
      `The labels have the shape [${labels.shape}], the logits [${logits.shape}]. Labels are [${pixels}], ` +
        `[${[...pixels, 1]}] or one-hot [${logits.shape}]: resize the logits to the labels, and add the batch axis.`,
    );
  }
  const onHost = keepsTensorsOnHost(getBackend());
  const rule = `${classes} ${ignoreLabel}`;
  if (onHost && checked.get(labels) !== rule) {
    if (isOneHot) checkOneHot(labels.dataSync(), classes);
    else checkClassNumbers(labels.dataSync(), classes, ignoreLabel);
    checked.set(labels, rule);
  }
  return {
    classes,
    encoded: () => {
      // In int32, then cast: the wasm backend's oneHot writes integers into a float32 result.
      const oneHotLabels = isOneHot ? labels : oneHot(cast(reshape(labels, pixels), 'int32'), classes);
      const encoded = classFirst(realNumbers(oneHotLabels));
      return ignoreLabel >= 0 && ignoreLabel < classes
        ? mul(encoded, allBut(ignoreLabel, encoded.shape))
        : encoded;
    },
    guard: (encoded) =>
      onHost || isOneHot ? undefined : guard(reshape(labels, pixels), encoded, ignoreLabel),
  };
}

/** webgpu hands the buffer of whole numbers on as it is, and what transposes or sums it reads zeros: there it is copied. */
function realNumbers(x: Tensor): Tensor {
  const real = cast(x, 'float32');
  return getBackend() === 'webgpu' && x.dtype !== 'float32' ? mul(real, 1) : real;
}

function checkTensor(tensor: Tensor, what: string): void {
  check(Array.isArray(tensor?.shape), what, tensor, 'give a tensor');
}

/** @throws {LossError} `invalid-argument` unless it is a whole number */
export function checkIgnoreLabel(ignoreLabel: number): void {
  check(Number.isInteger(ignoreLabel), 'ignoreLabel', ignoreLabel, 'it is a whole number, such as 255');
}

/** 0 for this class, 1 for all others. */
function allBut(ignored: number, [classes, ...rest]: number[]): Tensor {
  const kept = Array.from({ length: classes }, (_, c) => (c === ignored ? 0 : 1));
  return reshape(kept, overClasses(rest.length + 1));
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

function checkClassNumbers(values: ArrayLike<number>, classes: number, ignoreLabel: number): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if ((value >= 0 && value < classes && Number.isInteger(value)) || value === ignoreLabel) continue;
    throw new LossError(
      'label',
      `The label ${value} (element ${i}) is no class. Labels are whole numbers from 0 to ${classes - 1}, or ` +
        `${ignoreLabel} for pixels to ignore: remap the masks, or set ignoreLabel.`,
    );
  }
}

function checkOneHot(values: ArrayLike<number>, classes: number): void {
  for (let pixel = 0; pixel < values.length; pixel += classes) {
    let ones = 0;
    for (let c = 0; c < classes; c++) {
      const value = values[pixel + c];
      ones += value === 0 || value === 1 ? value : Number.NaN;
    }
    if (ones <= 1) continue;
    const seen = Array.from({ length: classes }, (_, c) => values[pixel + c]);
    throw new LossError(
      'label',
      `The one-hot labels of a pixel are [${seen}]. They are zeros and at most a single 1: give class numbers, or ` +
        'encode them by oneHot.',
    );
  }
}

/** A pixel that is no class has no 1 among its encoded labels; it has to be an ignored one. */
function guard(labels: Tensor, encoded: Tensor, ignoreLabel: number): Scalar {
  const wanted = realNumbers(
    notEqual(labels, scalar(ignoreLabel, labels.dtype === 'bool' ? 'int32' : labels.dtype)),
  );
  const missing = max(sub(wanted, sum(encoded, 0)));
  return where(greater(missing, 0.5), scalar(Number.NaN), mul(missing, 0)) as Scalar;
}
