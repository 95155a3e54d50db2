/** Element-wise comparison of tensors or arrays that says where and by how much two values differ. */
import type { Tensor } from '@tensorflow/tfjs-core';

/** How far values may be apart. */
export interface Tolerance {
  /** Largest absolute difference that passes. */
  absolute: number;
  /** Largest difference relative to the expected value that passes as well. Default 0. */
  relative?: number;
}

type Values = Tensor | ArrayLike<number>;

async function read(values: Values): Promise<ArrayLike<number>> {
  return 'dataId' in (values as object) ? (values as Tensor).data() : (values as ArrayLike<number>);
}

/** Throws unless both have the same length (and shape) and every element lies within the tolerance. */
export async function expectClose(
  actual: Values,
  expected: Values,
  { absolute, relative = 0 }: Tolerance,
  what = 'value',
): Promise<void> {
  const shapes = [actual, expected].map((values) =>
    'shape' in values ? String((values as Tensor).shape) : undefined,
  );
  if (shapes[0] && shapes[1] && shapes[0] !== shapes[1]) {
    throw new Error(`${what}: shape [${shapes[0]}], expected [${shapes[1]}]`);
  }
  const [a, e] = await Promise.all([read(actual), read(expected)]);
  if (a.length !== e.length) throw new Error(`${what}: ${a.length} elements, expected ${e.length}`);
  let worst = -1;
  let worstExcess = 0;
  for (let i = 0; i < e.length; i++) {
    const excess = Math.abs(a[i] - e[i]) - Math.max(absolute, relative * Math.abs(e[i]));
    // NaN compares false with everything, so it has to be asked for.
    if (excess > worstExcess || Number.isNaN(excess)) {
      worst = i;
      worstExcess = Number.isNaN(excess) ? Number.POSITIVE_INFINITY : excess;
    }
  }
  if (worst >= 0) {
    throw new Error(
      `${what}: element ${worst} is ${a[worst]}, expected ${e[worst]} (difference ${Math.abs(a[worst] - e[worst])}, ` +
        `allowed ${absolute} absolute or ${relative} relative)`,
    );
  }
}
