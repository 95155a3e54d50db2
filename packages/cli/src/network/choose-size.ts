/** The side to which slices are brought for the network: what the options say, or what the weights remember. */
import { CliError } from '../errors.js';
import { MOST } from '../options/limits.js';
import type { NetworkFacts } from './network-facts.js';

export interface SizeOptions {
  /** Side in pixels; 'own': as the slices are. Default: that of the training. */
  size?: number | 'own';
  /** Parts of this side: slices keep their size. */
  tile?: number;
}

interface ChosenSize {
  /** Asked for: slices become squares of this side. */
  size: number | undefined;
  /** Remembered by the weights, where nothing was asked for. */
  trainedSize: number | undefined;
}

export function chooseSize(facts: Pick<NetworkFacts, 'inputSize'>, { size, tile }: SizeOptions): ChosenSize {
  const unasked = size === undefined && tile === undefined;
  return {
    size: size === 'own' ? undefined : size,
    trainedSize: unasked ? remembered(facts) : undefined,
  };
}

/** Weights come from anywhere: a size that nobody trains at would only end for want of memory. */
function remembered({ inputSize }: Pick<NetworkFacts, 'inputSize'>): number | undefined {
  const isSide =
    Number.isInteger(inputSize) && (inputSize as number) >= 1 && (inputSize as number) <= MOST.side;
  if (inputSize === undefined || isSide) return inputSize;
  throw new CliError(
    'input',
    `The weights say that they were trained at ${JSON.stringify(inputSize)} pixels. It must be a whole number of at least 1 and at most ${MOST.side}; pass --size.`,
  );
}

/** A line for the user; none where the weights remember nothing or are not asked. */
export function describeTrainedSize({ trainedSize }: ChosenSize): string[] {
  if (trainedSize === undefined) return [];
  return [
    `Slices are seen at ${trainedSize} x ${trainedSize} pixels, as in the training of the weights; '--size own' keeps their size.`,
  ];
}
