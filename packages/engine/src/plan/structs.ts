/** The arguments of the kernels in memory: the fields of the classes in `assembly/`, in the same order. */

export const ENDING = [
  ...(['bias', 'slopes'] as const),
  ...(['before', 'beforeRow', 'beforePixel'] as const),
  ...(['after', 'afterRow', 'afterPixel'] as const),
  ...(['out', 'outRow', 'outPixel'] as const),
  ...(['other', 'otherRow', 'otherPixel'] as const),
  ...(['also', 'alsoRow', 'alsoPixel'] as const),
] as const;

export const CONVOLVE = [
  ...(['x', 'xRow', 'xPixel', 'segments', 'segmentStride'] as const),
  ...(['width', 'quads', 'blocks', 'ending'] as const),
] as const;

export const DEPTHWISE = [
  ...(['x', 'xRow', 'xPixel', 'width', 'quads', 'taps'] as const),
  ...(['offsets', 'weights', 'ending'] as const),
] as const;

export const PYRAMID = [
  ...(['x', 'xRow', 'xPixel', 'width', 'quads', 'branches', 'hierarchical'] as const),
  ...(['zeros', 'offsets', 'weights', 'attention', 'scratch', 'scratchBytes', 'convolve'] as const),
] as const;

export const ADD = ['x', 'xRow', 'xPixel', 'width', 'quads', 'ending'] as const;

export const RESIZE = [
  ...(['x', 'width', 'quads', 'outWidth', 'rows', 'columns'] as const),
  ...(['scratch', 'out', 'outRow', 'outPixel'] as const),
] as const;

export const CLASSIFY = ['resize', 'classes', 'mask', 'logits', 'probabilities'] as const;

/** The fields' values in their order; what is left out is 0. */
export function struct<F extends string>(
  fields: readonly F[],
  values: Partial<Record<F, number>>,
): Int32Array {
  return Int32Array.from(fields, (field) => values[field] ?? 0);
}
