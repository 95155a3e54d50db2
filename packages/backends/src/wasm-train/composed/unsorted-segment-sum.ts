/** The gradient of gathering, as a product with a matrix of zeros and ones. */
import { cast, matMul, oneHot, reshape, type Tensor, type Tensor1D, transpose } from '@tensorflow/tfjs-core';

export function unsortedSegmentSum(
  { x, segmentIds }: { x: Tensor; segmentIds: Tensor1D },
  { numSegments }: { numSegments: number },
): Tensor {
  const [rows, ...inner] = x.shape;
  // The backend's oneHot writes integers whatever type it is asked for.
  const membership = transpose(cast(oneHot(segmentIds, numSegments), 'float32'));
  return reshape(matMul(membership as Tensor, reshape(x, [rows, -1])), [numSegments, ...inner]);
}
