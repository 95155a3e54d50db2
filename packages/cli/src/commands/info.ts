/** `miniseg info`: what a weight file holds. */
import { useBackend } from '@miniseg/backends';
import { countMacs, countParameters, modelMetadata } from '@miniseg/model';
import { enableProdMode } from '@tensorflow/tfjs-core';
import { loadWeights } from '../network/weights.js';
import { DISCLAIMER } from '../version.js';

export async function infoCommand(where: string, { json }: { json: boolean }): Promise<void> {
  enableProdMode();
  await useBackend('cpu');
  const { model, file, sha256 } = await loadWeights(where);
  const { options, normalization, inputSize } = modelMetadata(model);
  const channels = model.inputs[0].shape[3] as number;
  const facts = {
    file,
    sha256,
    parameters: countParameters(model),
    macs: { input: [1, 512, 512, channels], count: countMacs(model, [1, 512, 512, channels]) },
    outputs: model.outputs.length,
    options,
    normalization,
    inputSize,
  };
  if (json) {
    process.stdout.write(`${JSON.stringify(facts, null, 2)}\n`);
    return;
  }
  const line = (name: string, value: unknown) => `${name.padEnd(15)}${value}\n`;
  process.stdout.write(
    [
      line('file', file),
      line('sha256', sha256),
      line(
        'network',
        options ? `MiniSeg, preset '${options.preset}', ${options.classes} classes` : model.name,
      ),
      line(
        'stages',
        options ? `filters ${options.filters.join('/')}, blocks ${options.blocks.join('/')}` : 'unknown',
      ),
      line('parameters', facts.parameters.toLocaleString('en-US')),
      line('MACs', `${(facts.macs.count / 1e9).toFixed(4)} G in the convolutions, at 512 x 512`),
      line('outputs', facts.outputs),
      line(
        'normalization',
        normalization
          ? `mean ${normalization.mean}, std ${normalization.std}`
          : 'not remembered; pass --mean and --std to segment',
      ),
      line(
        'trained at',
        inputSize
          ? `${inputSize} x ${inputSize} pixels`
          : 'not remembered; slices keep their size without --size',
      ),
      `${DISCLAIMER}\n`,
    ].join(''),
  );
}
