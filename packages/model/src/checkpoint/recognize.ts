/** Which MiniSeg a state dict belongs to, read off its names and shapes. */
import type { Checkpoint } from '@miniseg/checkpoints';
import { ModelError } from '../errors.js';
import { type MiniSegOptions, type ResolvedOptions, resolveOptions } from '../options.js';

/**
 * The options with which `miniSeg` builds the network of a checkpoint: preset, widths, depths, classes and every
 * ablation that shows in the weights.
 *
 * @throws ModelError when the checkpoint is of another network.
 */
export function recognizeOptions({ tensors, metadata }: Checkpoint): ResolvedOptions {
  const noted = notedOptions(metadata);
  if (noted) return noted;
  const names = [...tensors.keys()];
  const shape = (name: string) => tensors.get(name)?.shape;
  const has = (name: string) => tensors.has(name);
  const count = (name: (i: number) => RegExp) => {
    let i = 0;
    while (names.some((key) => name(i).test(key))) i++;
    return i;
  };
  let options: MiniSegOptions | undefined;
  if (has('down1.bn.weight') && has('pred1.1.weight')) {
    const stages = count((i) => new RegExp(`^down${i + 1}\\.`));
    const range = Array.from({ length: stages }, (_, i) => i + 1);
    const last = `down${stages}`;
    options = {
      preset: 'aaai',
      filters: range.map((i) => shape(`down${i}.bn.weight`)?.[0] ?? 0),
      blocks: range.map((i) => count((j) => new RegExp(`^level${i}\\.${j}\\.`))),
      classes: shape('pred1.1.weight')?.[0],
      inputChannels: (shape('down1.conv.weight') ?? shape('down1.conv1x1_down.weight'))?.[1],
      branches: has(`${last}.conv2.weight`) ? count((k) => new RegExp(`^${last}\\.conv${k + 1}\\.`)) : 4,
      module: has(`${last}.attention.weight`)
        ? 'ahsp'
        : has(`${last}.conv2.weight`)
          ? 'multi-branch'
          : 'single-branch',
      twoPath: has('long1.bn.weight'),
      activation: has('down1.act.weight') ? 'prelu' : 'relu',
      decoder: has('up1_conv1.weight'),
      deepSupervision: has('pred2.1.weight'),
      firstStage: has('down1.conv.weight') ? 'conv' : 'ahsp',
      downsamplerKernel: shape('long1.conv1.weight')?.[2] === 3 ? 3 : 5,
      fusion: has('up1_conv2.conv1x1_down.weight') ? 'ahsp' : 'ffm',
    };
  } else if (has('enc.0.0.bn.weight') && has('pred.0.weight')) {
    const stages = count((i) => new RegExp(`^enc\\.${i}\\.`));
    const range = Array.from({ length: stages }, (_, i) => i);
    const last = `enc.${stages - 1}.0`;
    options = {
      preset: 'paper',
      filters: range.map((i) => shape(`enc.${i}.0.bn.weight`)?.[0] ?? 0),
      blocks: range.map((i) => count((j) => new RegExp(`^enc\\.${i}\\.${j}\\.`))),
      classes: shape('pred.0.weight')?.[0],
      inputChannels: (shape('enc.0.0.conv.weight') ?? shape('enc.0.0.reduce.weight'))?.[1],
      branches: has(`${last}.dw.1.weight`) ? count((k) => new RegExp(`^${last}\\.dw\\.${k}\\.`)) : 4,
      module: has(`${last}.att.weight`)
        ? 'ahsp'
        : has(`${last}.dw.1.weight`)
          ? 'multi-branch'
          : 'single-branch',
      twoPath: has('db.0.bn.weight'),
      activation: has('enc.0.0.act.weight') ? 'prelu' : 'relu',
      decoder: has('lat.0.0.weight'),
      deepSupervision: has('pred.1.weight'),
      firstStage: has('enc.0.0.conv.weight') ? 'conv' : 'ahsp',
      downsamplerKernel: shape('db.1.dw.weight')?.[2] === 3 ? 3 : 5,
      fusion: has('ffm.0.reduce.weight') ? 'ahsp' : 'ffm',
      firstDownsampler: has('db.0.dw.weight') ? 'depthwise' : 'vanilla',
    };
  }
  if (!options) throw foreign(names);
  try {
    return resolveOptions(options);
  } catch (cause) {
    throw new ModelError(
      'checkpoint',
      `The checkpoint has MiniSeg's names, but its shapes describe no such network: ${(cause as Error).message} ` +
        'The file may be damaged.',
      { cause },
    );
  }
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
