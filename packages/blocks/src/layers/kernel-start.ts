/** How the weights of a convolution start. */
import { initializers } from '@tensorflow/tfjs-layers';
import { BlocksError } from '../errors.js';

/**
 * 'default': PyTorch's, uniform in +-1 / sqrt(fan in). 'kaiming-uniform': uniform in +-sqrt(6 / fan in). 'kaiming-fan-in' and
 * 'kaiming-fan-out': normal with the variance 2 / fan. 'zeros'. A number is the deviation of a normal distribution. Fan in counts
 * the inputs of one group, fan out the outputs of all.
 */
export type KernelStart =
  | 'default'
  | 'kaiming-uniform'
  | 'kaiming-fan-in'
  | 'kaiming-fan-out'
  | 'zeros'
  | number;

const NAMES = ['default', 'kaiming-uniform', 'kaiming-fan-in', 'kaiming-fan-out', 'zeros'];

/** @throws {BlocksError} for another name or a deviation that is not positive. */
export function checkKernelStart(start: KernelStart, what: string): void {
  if (NAMES.includes(start as string) || (typeof start === 'number' && start > 0)) return;
  throw new BlocksError(
    'invalid-argument',
    `${what} is ${String(start)}; it must be one of ${NAMES.join(', ')}, or a positive deviation.`,
  );
}

export function kernelInitializer(
  start: KernelStart,
  { fanIn, fanOut }: { fanIn: number; fanOut: number },
  seed: number | undefined,
): ReturnType<typeof initializers.zeros> {
  const uniform = (limit: number) => initializers.randomUniform({ minval: -limit, maxval: limit, seed });
  const normal = (stddev: number) => initializers.randomNormal({ mean: 0, stddev, seed });
  switch (start) {
    case 'default':
      return uniform(1 / Math.sqrt(fanIn));
    case 'kaiming-uniform':
      return uniform(Math.sqrt(6 / fanIn));
    case 'kaiming-fan-in':
      return normal(Math.sqrt(2 / fanIn));
    case 'kaiming-fan-out':
      return normal(Math.sqrt(2 / fanOut));
    case 'zeros':
      return initializers.zeros();
    default:
      return normal(start);
  }
}
