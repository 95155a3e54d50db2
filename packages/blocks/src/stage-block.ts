/** The basic block of a stage: the vanilla ConvBlock in the first, AHSP in the others, unless chosen otherwise. */

import { AHSP, type AHSPVariant } from '@miniseg/ahsp';
import type { Activation } from '@miniseg/ops/layers';
import type { layers } from '@tensorflow/tfjs-layers';
import { check, type OptionNames } from './check-options.js';
import { ConvBlock } from './conv-block.js';
import { BlocksError } from './errors.js';
import type { Starts } from './layer-starts.js';

/** Arguments that both encoders share. */
export interface StageOptions extends Starts {
  /** Channels of each stage, fine to coarse. */
  filters: number[];
  /** Blocks of each stage. */
  blocks: number[];
  /** K of AHSP. Default 4. */
  branches?: number;
  /** Default 'full'. */
  variant?: AHSPVariant;
  /** Default 'prelu'. */
  activation?: Activation;
  /** Basic block of the first stage. Default 'conv'. */
  firstStage?: 'conv' | 'ahsp';
  /** Kernel of the second path's blocks. Default 5. */
  downsamplerKernel?: 3 | 5;
  /** False leaves out the second path (table I). Default true. */
  twoPath?: boolean;
  /** Stride of the last stage: 1 keeps it at the resolution of the one before (table II, no decoder). Default 2. */
  lastStageStride?: 1 | 2;
  /** Put before the name of every layer. Default none. */
  prefix?: string;
}

/** Names of the options of an encoder, for `checkOptions`. */
export const STAGE_OPTIONS = {
  filters: 1,
  blocks: 1,
  branches: 1,
  variant: 1,
  activation: 1,
  firstStage: 1,
  downsamplerKernel: 1,
  twoPath: 1,
  lastStageStride: 1,
  prefix: 1,
  initialization: 1,
  seed: 1,
} as const satisfies OptionNames<StageOptions>;

export function checkStages({ filters, blocks }: StageOptions): void {
  for (const [name, list] of Object.entries({ filters, blocks })) {
    check(Array.isArray(list), name, list, 'it is an array with one number for each stage');
  }
  if (filters.length === 0 || filters.length !== blocks.length) {
    throw new BlocksError(
      'invalid-argument',
      `filters names ${filters.length} stages and blocks ${blocks.length}; both must list the same stages, such as ` +
        'filters: [16, 64, 128, 256] with blocks: [3, 4, 9, 7].',
    );
  }
}

export function strideOfStage({ filters, lastStageStride = 2 }: StageOptions, stage: number): 1 | 2 {
  return stage === filters.length - 1 ? lastStageStride : 2;
}

export function stageBlock(
  options: StageOptions,
  stage: number,
  args: Starts & { strides: 1 | 2; name: string },
): layers.Layer {
  const { filters, branches, variant, activation, firstStage = 'conv' } = options;
  const shared = {
    ...args,
    name: `${options.prefix ?? ''}${args.name}`,
    filters: filters[stage],
    activation,
  };
  return stage === 0 && firstStage === 'conv'
    ? new ConvBlock(shared)
    : new AHSP({ ...shared, branches, variant });
}
