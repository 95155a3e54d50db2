import { addN, type Tensor } from '@tensorflow/tfjs-core';

/** A program of webgpu binds 8 buffers, its result among them; beyond that tfjs's addN loses its whole batch of programs. */
const MOST = 7;

/** The sum of any number of tensors of one shape. */
export function sumOfMaps<T extends Tensor>(maps: T[]): T {
  let rest = maps;
  while (rest.length > MOST) rest = [addN(rest.slice(0, MOST)), ...rest.slice(MOST)];
  return rest.length === 1 ? rest[0] : addN(rest);
}
