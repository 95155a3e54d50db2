/** The encoder of either preset, under the decoder of `miniSeg` or the head of `miniSegClassifier`. */
import { ExchangeEncoder, TwoPathEncoder } from '@miniseg/blocks';
import type { ResolvedOptions } from './options.js';

/** Builds the graph; layers of the encoder have the names that `isEncoderLayer` knows. */
export function encoder(options: ResolvedOptions): TwoPathEncoder | ExchangeEncoder {
  const { preset, module, decoder, firstDownsampler, filters, blocks, branches, activation } = options;
  const { firstStage, downsamplerKernel, twoPath, initialization, seed } = options;
  const args = {
    filters,
    blocks,
    branches,
    activation,
    firstStage,
    downsamplerKernel,
    twoPath,
    initialization,
    seed,
    variant: module === 'ahsp' ? ('full' as const) : module,
    lastStageStride: decoder ? (2 as const) : (1 as const),
  };
  return preset === 'paper' ? new TwoPathEncoder({ ...args, firstDownsampler }) : new ExchangeEncoder(args);
}

export const isEncoderLayer = (name: string): boolean => /^(stage|path|exchange)\d/.test(name);
