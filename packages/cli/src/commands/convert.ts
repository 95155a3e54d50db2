/** `miniseg convert`: weights from PyTorch or tfjs to safetensors, ONNX or tfjs, with a report key by key. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { useBackend } from '@miniseg/backends';
import { expandTensors, readCheckpoint } from '@miniseg/checkpoints';
import { writeFileAtomic } from '@miniseg/data/node';
import {
  countParameters,
  exportOnnx,
  modelFromCheckpoint,
  type OnnxOptions,
  type SafetensorsOptions,
  setModelMetadata,
} from '@miniseg/model';
import { folder, loadModel } from '@miniseg/model/node';
import { networkOfCheckpoint } from '@miniseg/zoo';
import { enableProdMode } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type OutputFormat, outputFormat } from '../convert/output-format.js';
import { CliError } from '../errors.js';
import { givenNormalization } from '../given-normalization.js';
import { zooName } from '../zoo/network-option.js';
import { exportNetwork, loadNetwork } from '../zoo/network-weights.js';

export interface ConvertCommandOptions {
  to?: OutputFormat;
  dtype?: SafetensorsOptions['dtype'];
  heads?: OnnxOptions['heads'];
  /** Of which the weights are. */
  network?: string;
  mean?: number;
  std?: number;
  /** Side of the slices in training. */
  size?: number;
  overwrite: boolean;
}

export async function convertCommand(
  from: string,
  to: string,
  options: ConvertCommandOptions,
): Promise<void> {
  const normalization = givenNormalization(options);
  const format = outputFormat(to, options.to);
  checkOptions(format, options);
  await refuseOverwriting(to, format, options.overwrite);
  enableProdMode();
  await useBackend('cpu');
  const model = await read(from, options.network);
  setModelMetadata(model, {
    ...(normalization && { normalization }),
    ...(options.size && { inputSize: options.size }),
  });
  const bytes = await write(model, to, format, options);
  const size = bytes === undefined ? '' : `, ${bytes.toLocaleString('en-US')} bytes`;
  process.stdout.write(`Wrote ${to}: ${countParameters(model).toLocaleString('en-US')} parameters${size}.\n`);
}

function checkOptions(format: OutputFormat, { dtype, heads }: ConvertCommandOptions): void {
  if (dtype !== undefined && format !== 'safetensors') {
    throw new CliError('usage', `--dtype is for safetensors, and the output is ${format}; leave it out.`);
  }
  if (heads !== undefined && format !== 'onnx') {
    throw new CliError('usage', `--heads is for ONNX, and the output is ${format}; leave it out.`);
  }
}

/** @returns the file's size; undefined for a folder. */
async function write(
  model: LayersModel,
  to: string,
  format: OutputFormat,
  { dtype, heads }: ConvertCommandOptions,
): Promise<number | undefined> {
  if (format === 'tfjs') {
    await model.save(folder(to));
    return undefined;
  }
  const file = await (format === 'onnx' ? exportOnnx(model, { heads }) : exportNetwork(model, { dtype }));
  await writeFileAtomic(to, file);
  return file.length;
}

async function refuseOverwriting(to: string, format: OutputFormat, overwrite: boolean): Promise<void> {
  const file = format === 'tfjs' && path.basename(to) !== 'model.json' ? path.join(to, 'model.json') : to;
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

async function read(from: string, network?: string): Promise<LayersModel> {
  const found = await stat(from).catch((cause: Error) => {
    throw new CliError('input', `The weights '${from}' cannot be read: ${cause.message}. Check the path.`, {
      cause,
    });
  });
  if (found.isDirectory() || path.extname(from) === '.json') return loadModel(from);
  const stored = readCheckpoint(new Uint8Array(await readFile(from)));
  if (zooName(network) !== undefined || networkOfCheckpoint(stored) !== undefined)
    return loadNetwork(from, network);
  const checkpoint = { ...stored, tensors: expandTensors(stored.tensors) };
  const { model, report } = modelFromCheckpoint(checkpoint);
  const counters = checkpoint.tensors.size - report.loaded.length;
  process.stdout.write(
    `Read ${checkpoint.tensors.size} tensors (${checkpoint.format}): ${report.loaded.length} loaded, ${counters} step ` +
      `counters, ${report.missing.length} missing, ${report.unexpected.length} left over.\n`,
  );
  return model;
}
