/** The side to which slices are brought for the network: what the options say, or what the weights remember. */
import { modelMetadata } from '@miniseg/model';
import type { Weights } from './weights.js';

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

export function chooseSize({ model }: Pick<Weights, 'model'>, { size, tile }: SizeOptions): ChosenSize {
  const unasked = size === undefined && tile === undefined;
  return {
    size: size === 'own' ? undefined : size,
    trainedSize: unasked ? modelMetadata(model).inputSize : undefined,
  };
}

/** One line for the user; empty where the weights remember nothing or are not asked. */
export function describeTrainedSize({ trainedSize }: ChosenSize): string {
  if (trainedSize === undefined) return '';
  return `Slices are seen at ${trainedSize} x ${trainedSize} pixels, as in the training of the weights; '--size own' keeps their size.\n`;
}
