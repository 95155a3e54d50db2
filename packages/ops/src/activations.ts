/** Activations without weights, each with a gradient of its own. */
import {
  add,
  clipByValue,
  relu as coreRelu,
  sigmoid as coreSigmoid,
  greater,
  less,
  logicalAnd,
  mul,
  onesLike,
  step,
  sub,
  type Tensor,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { isAccelerated, runAccelerated } from './accelerated.js';
import { withGradient } from './with-gradient.js';

/** max(x, 0). */
export function relu<T extends Tensor>(x: T): T {
  return withGradient(
    [x],
    (save) => {
      const y = coreRelu(x);
      save([y]);
      return y;
    },
    (dy, [y]) => [clampGradient(dy, y, 0, Number.POSITIVE_INFINITY)],
  );
}

/** min(max(x, 0), 6); the gradient at 0 and 6 is 0. */
export function relu6<T extends Tensor>(x: T): T {
  return withGradient(
    [x],
    (save) => {
      const y = clipByValue(x, 0, 6);
      save([y]);
      return y;
    },
    (dy, [y]) => [clampGradient(dy, y, 0, 6)],
  );
}

/** 1 / (1 + exp(-x)). */
export function sigmoid<T extends Tensor>(x: T): T {
  return withGradient(
    [x],
    (save) => {
      const y = coreSigmoid(x);
      save([y]);
      return y;
    },
    (dy, [y]) => [mul(dy, mul(y, sub(1, y)))],
  );
}

/** relu6(x + 3) / 6: MobileNetV3, section 5.2. The gradient at -3 and 3 is 0. */
export function hardSigmoid<T extends Tensor>(x: T): T {
  return withGradient(
    [x],
    (save) => {
      const y = gate(x) as T;
      save([y]);
      return y;
    },
    (dy, [y]) => [clampGradient(dy, y, 0, 1, 1 / 6)],
  );
}

/** x relu6(x + 3) / 6: MobileNetV3, eq. in section 5.2. */
export function hardSwish<T extends Tensor>(x: T): T {
  return withGradient(
    [x],
    (save) => {
      save([x]);
      return mul(x, gate(x)) as T;
    },
    (dy, [x]) => {
      if (isAccelerated('MiniSegHardSwishGradient'))
        return runAccelerated('MiniSegHardSwishGradient', { dy, x });
      // Below -3 the slope is 0, above 3 it is 1, between them (2 x + 3) / 6.
      const inside = mul(add(mul(x, 2), 3), 1 / 6);
      const slope = where(greater(x, -3), where(less(x, 3), inside, onesLike(x)), zerosLike(x));
      return [mul(dy, slope)];
    },
  );
}

function gate(x: Tensor): Tensor {
  return mul(clipByValue(add(x, 3), 0, 6), 1 / 6);
}

/** slope dy where low < y < high, 0 elsewhere. */
function clampGradient(dy: Tensor, y: Tensor, low: number, high: number, slope = 1): Tensor {
  if (isAccelerated('MiniSegClampGradient')) {
    return runAccelerated('MiniSegClampGradient', { dy, y }, { low, high, slope })[0];
  }
  // Of ReLU's two kernels and not three.
  if (low === 0 && high === Number.POSITIVE_INFINITY) return mul(dy, step(y));
  return where(logicalAnd(greater(y, low), less(y, high)), mul(dy, slope), zerosLike(dy));
}
