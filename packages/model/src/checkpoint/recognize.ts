/** Which MiniSeg a state dict belongs to, read off its names and shapes. */
import type { Checkpoint } from '@miniseg/checkpoints';
import { ModelError } from '../errors.js';
import { type MiniSegOptions, type Preset, type ResolvedOptions, resolveOptions } from '../options.js';

/**
 * The options with which `miniSeg` builds the network of a checkpoint: preset, widths, depths, classes and every
 * ablation that shows in the weights.
 *
 * @throws {ModelError} when the checkpoint is of another network.
 */
export function recognizeOptions(checkpoint: Checkpoint): ResolvedOptions {
  checkCheckpoint('recognizeOptions', checkpoint);
  const { tensors, metadata } = checkpoint;
  const noted = notedOptions(metadata ?? {});
  if (noted) return noted;
  const presets = Object.keys(NAMES) as Preset[];
  const preset = presets.find((name) => NAMES[name].sure.every((key) => tensors.has(key)));
  if (!preset) throw foreign([...tensors.keys()]);
  try {
    return resolveOptions(optionsOf(preset, tensors));
  } catch (cause) {
    throw new ModelError(
      'checkpoint',
      `The checkpoint has MiniSeg's names, but its shapes describe no such network: ${(cause as Error).message} ` +
        'The file may be damaged.',
      { cause },
    );
  }
}

/** @throws {ModelError} for what `readCheckpoint` did not return. */
export function checkCheckpoint(call: string, checkpoint: Checkpoint): void {
  const { tensors, metadata = {} } = checkpoint ?? {};
  if (tensors instanceof Map && typeof metadata === 'object' && metadata !== null) return;
  throw new ModelError(
    'checkpoint',
    `${call} takes a checkpoint, what readCheckpoint(bytes) of @miniseg/checkpoints returns; it got ${String(checkpoint)}.`,
  );
}

/** Where the names of one scheme tell the options: stages from 1, blocks and branches from 0. */
interface Names {
  /** Together they are the scheme's alone. */
  sure: readonly string[];
  stage(stage: number): string;
  block(stage: number, block: number): string;
  dilated(stage: number, branch: number): string;
  attention(stage: number): string;
  /** The first block's convolution, or its reduction where it is an AHSP. */
  first: { conv: string; ahsp: string };
  head(stage: number): string;
  lateral: string;
  fusionReduce: string;
  path: string;
  slopes: string;
  downsampler: string;
  /** Where the first downsampler of 'paper' is depthwise. */
  depthwise?: string;
}

const NAMES: Record<Preset, Names> = {
  aaai: {
    sure: ['down1.bn.weight', 'pred1.1.weight'],
    stage: (stage) => `down${stage}.`,
    block: (stage, block) => `level${stage}.${block}.`,
    dilated: (stage, branch) => `down${stage}.conv${branch + 1}.weight`,
    attention: (stage) => `down${stage}.attention.weight`,
    first: { conv: 'down1.conv.weight', ahsp: 'down1.conv1x1_down.weight' },
    head: (stage) => `pred${stage}.1.weight`,
    lateral: 'up1_conv1.weight',
    fusionReduce: 'up1_conv2.conv1x1_down.weight',
    path: 'long1.bn.weight',
    slopes: 'down1.act.weight',
    downsampler: 'long1.conv1.weight',
  },
  paper: {
    sure: ['enc.0.0.bn.weight', 'pred.0.weight'],
    stage: (stage) => `enc.${stage - 1}.0.`,
    block: (stage, block) => `enc.${stage - 1}.${block}.`,
    dilated: (stage, branch) => `enc.${stage - 1}.0.dw.${branch}.weight`,
    attention: (stage) => `enc.${stage - 1}.0.att.weight`,
    first: { conv: 'enc.0.0.conv.weight', ahsp: 'enc.0.0.reduce.weight' },
    head: (stage) => `pred.${stage - 1}.weight`,
    lateral: 'lat.0.0.weight',
    fusionReduce: 'ffm.0.reduce.weight',
    path: 'db.0.bn.weight',
    slopes: 'enc.0.0.act.weight',
    downsampler: 'db.1.dw.weight',
    depthwise: 'db.0.dw.weight',
  },
};

function optionsOf(preset: Preset, tensors: Checkpoint['tensors']): MiniSegOptions {
  const names = NAMES[preset];
  const keys = [...tensors.keys()];
  const has = (name: string) => tensors.has(name);
  const shape = (name: string) => tensors.get(name)?.shape;
  const count = (prefix: (i: number) => string) => {
    let i = 0;
    while (keys.some((key) => key.startsWith(prefix(i)))) i++;
    return i;
  };
  const stages = count((i) => names.stage(i + 1));
  const range = Array.from({ length: stages }, (_, i) => i + 1);
  const several = has(names.dilated(stages, 1));
  return {
    preset,
    filters: range.map((stage) => shape(`${names.stage(stage)}bn.weight`)?.[0] ?? 0),
    blocks: range.map((stage) => count((block) => names.block(stage, block))),
    classes: shape(names.head(1))?.[0],
    inputChannels: (shape(names.first.conv) ?? shape(names.first.ahsp))?.[1],
    branches: several ? count((branch) => names.dilated(stages, branch)) : 4,
    module: has(names.attention(stages)) ? 'ahsp' : several ? 'multi-branch' : 'single-branch',
    twoPath: has(names.path),
    activation: has(names.slopes) ? 'prelu' : 'relu',
    decoder: has(names.lateral),
    deepSupervision: has(names.head(2)),
    firstStage: has(names.first.conv) ? 'conv' : 'ahsp',
    downsamplerKernel: shape(names.downsampler)?.[2] === 3 ? 3 : 5,
    fusion: has(names.fusionReduce) ? 'ahsp' : 'ffm',
    ...(names.depthwise && { firstDownsampler: has(names.depthwise) ? 'depthwise' : 'vanilla' }),
  };
}

/** Our own safetensors files say how the network was made. */
function notedOptions(metadata: Record<string, string>): ResolvedOptions | undefined {
  if (metadata.miniseg === undefined) return undefined;
  try {
    return resolveOptions((JSON.parse(metadata.miniseg) as { options?: MiniSegOptions }).options);
  } catch (cause) {
    throw new ModelError(
      'checkpoint',
      `The file's note on how its network was made cannot be used: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
}

function foreign(names: string[]): ModelError {
  const some = names.slice(0, 3).map((name) => `'${name}'`);
  return new ModelError(
    'checkpoint',
    `The checkpoint has ${names.length} tensors${some.length ? `, such as ${some.join(', ')}` : ''}, and is not of a ` +
      "MiniSeg network: 'down1.bn.weight' (released network) or 'enc.0.0.bn.weight' (paper's network) is missing. " +
      'Give a state dict of MiniSeg.',
  );
}
