/** The two networks, and every ablation of tables I and II of the paper as one option. */
import type { Initialization } from '@miniseg/ops/layers';
import { checkOptions } from './check-options.js';
import { ModelError } from './errors.js';

/** 'paper': the network of the arXiv paper, 472,440 parameters. 'aaai': the released network, 82,912. */
export type Preset = 'paper' | 'aaai';

/** The network that `miniSeg` builds: a preset, and what differs from it. */
export interface MiniSegOptions {
  /** Default 'paper'. */
  preset?: Preset;
  /** Classes, background included. Default 2. */
  classes?: number;
  /** Channels of the input; a grey slice is replicated to 3. Default 3. */
  inputChannels?: number;
  /** C, the channels of the stages. Defaults: 16, 64, 128, 256 ('paper'); 8, 24, 32, 64 ('aaai'). */
  filters?: number[];
  /**
   * Blocks of the stages. Defaults: N = 3, 4, 9, 7 with the downsampling block counted ('paper'); P = 2, 3, 8, 6 after
   * the downsampling block ('aaai').
   */
  blocks?: number[];
  /** K, the branches of AHSP. Default 4. */
  branches?: number;
  /** Table I: AHSP, its branches without attention and hierarchy, or a single branch. Default 'ahsp'. */
  module?: 'ahsp' | 'multi-branch' | 'single-branch';
  /** Table I: false leaves out the second path of the encoder. Default true. */
  twoPath?: boolean;
  /** Table II: ReLU for PReLU. Default 'prelu'. */
  activation?: 'prelu' | 'relu';
  /**
   * Table II: false leaves out the decoder; the last stage then keeps the resolution of the one before (1/8) and the
   * heads read the encoder's stages, the last one first. Default true.
   */
  decoder?: boolean;
  /** Table II: false leaves out the heads of the coarser maps. Default true. */
  deepSupervision?: boolean;
  /** Table II: AHSP instead of ConvBlock in the first stage. Default 'conv'. */
  firstStage?: 'conv' | 'ahsp';
  /** Table II: 3x3 instead of 5x5 in the downsampler blocks. Default 5. */
  downsamplerKernel?: 3 | 5;
  /** Table II: AHSP instead of the feature fusion module. Default 'ffm'. */
  fusion?: 'ffm' | 'ahsp';
  /**
   * 'paper' only: DB_1's spatial convolution. 'vanilla' is the reading that gives the paper's printed counts;
   * 'depthwise' is eq. (9) to the letter, 470,536 parameters. Default 'vanilla'.
   */
  firstDownsampler?: 'vanilla' | 'depthwise';
  /** Share of channels that the heads drop in training. Defaults: 0 ('paper'), 0.01 ('aaai'). */
  headDropout?: number;
  /**
   * How the weights start: 'released' as the released network's did (PyTorch 0.4.1), 'kaiming' as PyTorch's do since 1.0;
   * see `Initialization` in `@miniseg/ops/layers`. Default 'released'.
   */
  initialization?: Initialization;
  /** Makes the initial weights and the dropout reproducible. */
  seed?: number;
}

/** Options with every default filled in. */
export type ResolvedOptions = Required<Omit<MiniSegOptions, 'seed'>> & { seed?: number };

const PRESETS: Record<Preset, Pick<ResolvedOptions, 'filters' | 'blocks' | 'headDropout'>> = {
  paper: { filters: [16, 64, 128, 256], blocks: [3, 4, 9, 7], headDropout: 0 },
  aaai: { filters: [8, 24, 32, 64], blocks: [2, 3, 8, 6], headDropout: 0.01 },
};

const KNOWN = {
  preset: 1,
  classes: 1,
  inputChannels: 1,
  filters: 1,
  blocks: 1,
  branches: 1,
  module: 1,
  twoPath: 1,
  activation: 1,
  decoder: 1,
  deepSupervision: 1,
  firstStage: 1,
  downsamplerKernel: 1,
  fusion: 1,
  firstDownsampler: 1,
  headDropout: 1,
  initialization: 1,
  seed: 1,
} as const;

const CHOICES: Partial<Record<keyof MiniSegOptions, readonly unknown[]>> = {
  module: ['ahsp', 'multi-branch', 'single-branch'],
  twoPath: [true, false],
  activation: ['prelu', 'relu'],
  decoder: [true, false],
  deepSupervision: [true, false],
  firstStage: ['conv', 'ahsp'],
  downsamplerKernel: [3, 5],
  fusion: ['ffm', 'ahsp'],
  firstDownsampler: ['vanilla', 'depthwise'],
  initialization: ['released', 'kaiming'],
};

/** Far above any use: a network of more would only end for want of memory. */
const MOST_CHANNELS = 4096;
const MOST_BLOCKS = 100;
const MOST_STAGES = 8;

/** @throws {ModelError} for an unknown option or a value out of range. */
export function resolveOptions(options: MiniSegOptions = {}): ResolvedOptions {
  checkOptions('miniSeg', options, KNOWN);
  const { preset = 'paper' } = options;
  if (!Object.hasOwn(PRESETS, preset)) {
    throw new ModelError('invalid-argument', `preset is '${String(preset)}'; it must be 'paper' or 'aaai'.`);
  }
  const resolved: ResolvedOptions = {
    preset,
    classes: 2,
    inputChannels: 3,
    branches: 4,
    module: 'ahsp',
    twoPath: true,
    activation: 'prelu',
    decoder: true,
    deepSupervision: true,
    firstStage: 'conv',
    downsamplerKernel: 5,
    fusion: 'ffm',
    firstDownsampler: preset === 'paper' ? 'vanilla' : 'depthwise',
    initialization: 'released',
    ...PRESETS[preset],
  };
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) Object.assign(resolved, { [name]: value });
  }
  check(resolved);
  return resolved;
}

function check(options: ResolvedOptions): void {
  for (const [name, allowed] of Object.entries(CHOICES)) {
    const value = options[name as keyof MiniSegOptions];
    if (!allowed.includes(value)) {
      throw new ModelError(
        'invalid-argument',
        `${name} is ${JSON.stringify(value)}; it must be one of ${allowed.join(', ')}.`,
      );
    }
  }
  const { preset, classes, inputChannels, filters, blocks, branches, firstDownsampler, headDropout, seed } =
    options;
  const whole = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most;
  if (!whole(classes, 2, 256)) {
    throw new ModelError(
      'invalid-argument',
      `classes is ${classes}; it must be a whole number from 2 (background and one more) to 256.`,
    );
  }
  if (!whole(inputChannels, 1, MOST_CHANNELS)) {
    throw new ModelError(
      'invalid-argument',
      `inputChannels is ${inputChannels}; it must be a whole number from 1 to ${MOST_CHANNELS}.`,
    );
  }
  if (seed !== undefined && !Number.isSafeInteger(seed)) {
    const given = typeof seed === 'string' ? `'${seed}'` : String(seed);
    throw new ModelError('invalid-argument', `seed is ${given}; it must be a whole number, such as 1.`);
  }
  if (!(headDropout >= 0 && headDropout < 1)) {
    throw new ModelError(
      'invalid-argument',
      `headDropout is ${headDropout}; it must lie in [0, 1), such as 0.01.`,
    );
  }
  if (!Array.isArray(filters) || !Array.isArray(blocks)) {
    throw new ModelError(
      'invalid-argument',
      `filters is ${filters} and blocks ${blocks}; both must be lists with a number for each stage.`,
    );
  }
  if (filters.length < 2 || filters.length > MOST_STAGES || filters.length !== blocks.length) {
    throw new ModelError(
      'invalid-argument',
      `filters lists ${filters.length} stages and blocks ${blocks.length}; both must list the same 2 to ${MOST_STAGES} stages.`,
    );
  }
  const least = preset === 'paper' ? 1 : 0;
  const odd = blocks.find((count) => !whole(count, least, MOST_BLOCKS));
  if (odd !== undefined)
    throw new ModelError(
      'invalid-argument',
      `blocks has ${odd}; each must be a whole number from ${least} to ${MOST_BLOCKS}.`,
    );
  const areBranches = whole(branches, 1, MOST_CHANNELS);
  const narrow = filters.find(
    (count) => !whole(count, 1, MOST_CHANNELS) || (areBranches && count % branches !== 0),
  );
  if (!areBranches || narrow !== undefined) {
    throw new ModelError(
      'invalid-argument',
      `filters is [${filters}] with ${branches} branches; each width must be a positive multiple of branches, up to ${MOST_CHANNELS}.`,
    );
  }
  if (preset === 'aaai' && firstDownsampler === 'vanilla') {
    throw new ModelError(
      'invalid-argument',
      "firstDownsampler 'vanilla' belongs to the 'paper' preset; leave it out for 'aaai'.",
    );
  }
}
