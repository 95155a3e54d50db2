/** `miniseg convert`: weights from PyTorch or tfjs to safetensors or tfjs, with a report key by key. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { useBackend } from '@miniseg/backends';
import { readCheckpoint } from '@miniseg/checkpoints';
import { writeFileAtomic } from '@miniseg/data/node';
import { countParameters, exportSafetensors, modelFromCheckpoint, setModelMetadata } from '@miniseg/model';
import { folder, loadModel } from '@miniseg/model/node';
import { enableProdMode } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { CliError } from '../errors.js';
import { givenNormalization } from '../given-normalization.js';

export interface ConvertCommandOptions {
  mean?: number;
  std?: number;
  overwrite: boolean;
}

export async function convertCommand(
  from: string,
  to: string,
  options: ConvertCommandOptions,
): Promise<void> {
  const normalization = givenNormalization(options);
  const kind = outputKind(to);
  await refuseOverwriting(to, kind, options.overwrite);
  enableProdMode();
  await useBackend('cpu');
  const model = await read(from);
  if (normalization) setModelMetadata(model, { normalization });
  if (kind === 'safetensors') await writeFileAtomic(to, await exportSafetensors(model));
  else await model.save(folder(to));
  process.stdout.write(`Wrote ${to}: ${countParameters(model).toLocaleString('en-US')} parameters.\n`);
}

/** @returns 'folder' for a tfjs model. */
function outputKind(to: string): 'safetensors' | 'folder' {
  const suffix = path.extname(to);
  if (suffix === '.safetensors') return 'safetensors';
  if (suffix === '' || path.basename(to) === 'model.json') return 'folder';
  throw new CliError(
    'usage',
    `'${to}' names no format that can be written: end it in .safetensors (PyTorch names and layout), or name a folder ` +
      'for a tfjs model (model.json and weights.bin).',
  );
}

async function refuseOverwriting(
  to: string,
  kind: 'safetensors' | 'folder',
  overwrite: boolean,
): Promise<void> {
  const file = kind === 'folder' && path.basename(to) !== 'model.json' ? path.join(to, 'model.json') : to;
  const exists = await stat(file).then(
    () => true,
    () => false,
  );
  if (exists && !overwrite) {
    throw new CliError(
      'output',
      `'${file}' exists already. Choose another name, or pass --overwrite to replace it.`,
    );
  }
}

async function read(from: string): Promise<LayersModel> {
  const found = await stat(from).catch((cause: Error) => {
    throw new CliError('input', `The weights '${from}' cannot be read: ${cause.message}. Check the path.`, {
      cause,
    });
  });
  if (found.isDirectory() || path.extname(from) === '.json') return loadModel(from);
  const checkpoint = readCheckpoint(new Uint8Array(await readFile(from)));
  const { model, report } = modelFromCheckpoint(checkpoint);
  const counters = checkpoint.tensors.size - report.loaded.length;
  process.stdout.write(
    `Read ${checkpoint.tensors.size} tensors (${checkpoint.format}): ${report.loaded.length} loaded, ${counters} step ` +
      `counters, ${report.missing.length} missing, ${report.unexpected.length} left over.\n`,
  );
  return model;
}
