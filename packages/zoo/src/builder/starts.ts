/** How weights start: the distributions that the networks' authors chose. */
import { normal, uniform } from './random.js';

/**
 * 'torch': PyTorch's default, weights and biases from U(-1 / sqrt(fan in), 1 / sqrt(fan in)). The others change the weights
 * of convolutions and leave biases and linear layers so:
 * 'kaimingFanOut', 'kaimingFanIn': N(0, 2 / fan out) or N(0, 2 / fan in) (He et al., ICCV 2015); 'kaimingUniform':
 * U(-sqrt(6 / fan in), sqrt(6 / fan in)); 'normal0.01', 'normal0.02': N with this deviation; 'zeros': weights and biases.
 */
export type Start =
  | 'torch'
  | 'kaimingFanOut'
  | 'kaimingFanIn'
  | 'kaimingUniform'
  | 'normal0.01'
  | 'normal0.02'
  | 'zeros';

/** A kernel, in numbers. */
export interface Fans {
  /** Kernel area times the input channels of one group. */
  fanIn: number;
  /** Kernel area times the output channels of all groups. */
  fanOut: number;
}

/** What draws the numbers: the same ones for the same name and seed. */
export interface Draw {
  name: string;
  seed: number;
}

export function startingKernel(
  start: Start,
  count: number,
  { fanIn, fanOut }: Fans,
  draw: Draw,
): Float32Array {
  switch (start) {
    case 'torch':
      return uniform(count, 1 / Math.sqrt(fanIn), draw.name, draw.seed);
    case 'kaimingUniform':
      return uniform(count, Math.sqrt(6 / fanIn), draw.name, draw.seed);
    case 'kaimingFanIn':
      return normal(count, Math.sqrt(2 / fanIn), draw.name, draw.seed);
    case 'kaimingFanOut':
      return normal(count, Math.sqrt(2 / fanOut), draw.name, draw.seed);
    case 'normal0.01':
      return normal(count, 0.01, draw.name, draw.seed);
    case 'normal0.02':
      return normal(count, 0.02, draw.name, draw.seed);
    case 'zeros':
      return new Float32Array(count);
  }
}

/** PyTorch's default for a bias; zeros with 'zeros'. */
export function startingBias(start: Start, count: number, { fanIn }: Fans, draw: Draw): Float32Array {
  return start === 'zeros'
    ? new Float32Array(count)
    : uniform(count, 1 / Math.sqrt(fanIn), `${draw.name}/bias`, draw.seed);
}
