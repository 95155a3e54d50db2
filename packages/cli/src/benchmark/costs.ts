/** What a network costs: counted, and measured on this machine. */
import { countMacs, countParameters } from '@miniseg/model';
import { countToolFlops, networkOf } from '@miniseg/zoo';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { millisecondsOf } from '../network/milliseconds-of.js';

export interface Costs {
  parameters: number;
  /** At 512 x 512: of rivals as the tool of the paper counts, of MiniSeg the multiply-accumulates of its convolutions. */
  flops: number;
  /** At 512 x 512, tfjs on the backend of the run; the better of two. */
  imagesPerSecond: number;
}

const IMAGE = [1, 512, 512, 3];

export async function costsOf(model: LayersModel): Promise<Costs> {
  return {
    parameters: countParameters(model),
    flops: networkOf(model) ? countToolFlops(model, IMAGE) : countMacs(model, IMAGE),
    imagesPerSecond: 1000 / (await millisecondsOf(model, IMAGE)),
  };
}
