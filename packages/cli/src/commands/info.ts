/** `miniseg info`: what a weight file holds. */

import { useBackend } from '@miniseg/backends';
import { countMacs, countParameters, modelMetadata } from '@miniseg/model';
import { enableProdMode } from '@tensorflow/tfjs-core';
import type { Command } from 'commander';
import { loadWeights, type Weights } from '../network/weights.js';
import { mayBeFetched, WEIGHTS_HELP } from '../network/weights-source.js';
import { downloadRule, givenIn, refuseIdle } from '../options/effect.js';
import { allowDownloadOption } from '../options/shared.js';
import { printJson, printLines } from '../text/output.js';
import { whole } from '../text/whole.js';
import { DISCLAIMER } from '../version.js';

export function addInfoCommand(program: Command): void {
  program
    .command('info')
    .description('say what a weight file holds: network, parameters, operations, normalization, hash')
    .argument('<weights>', WEIGHTS_HELP)
    .addOption(allowDownloadOption())
    .option('--json', 'print JSON', false)
    .action(infoCommand);
}

async function infoCommand(
  where: string,
  options: { json: boolean; allowDownload: boolean },
  command: Command,
): Promise<void> {
  refuseIdle(givenIn(command), [downloadRule(mayBeFetched(where))]);
  enableProdMode();
  await useBackend('cpu');
  const weights = await loadWeights(where, options);
  const facts = factsOf(weights);
  if (options.json) printJson(facts);
  else printLines(describe(facts, weights.model.name));
}

function factsOf({ model, file, sha256 }: Weights) {
  const { options, normalization, inputSize } = modelMetadata(model);
  const channels = model.inputs[0].shape[3] as number;
  return {
    file,
    sha256,
    parameters: countParameters(model),
    macs: { input: [1, 512, 512, channels], count: countMacs(model, [1, 512, 512, channels]) },
    outputs: model.outputs.length,
    options,
    normalization,
    inputSize,
  };
}

function describe(facts: ReturnType<typeof factsOf>, name: string): string[] {
  const { file, sha256, parameters, macs, outputs, options, normalization, inputSize } = facts;
  const lines = {
    file,
    sha256,
    network: options ? `MiniSeg, preset '${options.preset}', ${options.classes} classes` : name,
    stages: options ? `filters ${options.filters.join('/')}, blocks ${options.blocks.join('/')}` : 'unknown',
    parameters: whole(parameters),
    MACs: `${(macs.count / 1e9).toFixed(4)} G in the convolutions, at 512 x 512`,
    outputs,
    normalization: normalization
      ? `mean ${normalization.mean}, std ${normalization.std}`
      : 'not remembered; pass --mean and --std to segment',
    'trained at': inputSize
      ? `${inputSize} x ${inputSize} pixels`
      : 'not remembered; slices keep their size without --size',
  };
  return [...Object.entries(lines).map(([key, value]) => `${key.padEnd(15)}${value}`), DISCLAIMER];
}
