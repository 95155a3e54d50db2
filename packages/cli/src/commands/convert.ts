/** `miniseg convert`: weights from PyTorch or tfjs to safetensors, ONNX or tfjs, with a report key by key. */
import path from 'node:path';
import { useBackend } from '@miniseg/backends';
import { expandTensors, readCheckpoint } from '@miniseg/checkpoints';
import { writeFileAtomic } from '@miniseg/formats/node';
import {
  countParameters,
  exportOnnx,
  modelFromCheckpoint,
  type OnnxOptions,
  type SafetensorsOptions,
  setModelMetadata,
} from '@miniseg/model';
import { folder } from '@miniseg/model/node';
import { networkOfCheckpoint } from '@miniseg/zoo';
import { enableProdMode } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Command, Option } from 'commander';
import { OUTPUT_FORMATS, type OutputFormat, outputFormat } from '../convert/output-format.js';
import { givenNormalization } from '../network/given-normalization.js';
import { networkOption, zooName } from '../network/network-option.js';
import { exportNetwork, networkOfFiles, remembering } from '../network/network-weights.js';
import { mayBeFetched, openWeights, WEIGHTS_HELP } from '../network/weights-source.js';
import { downloadRule, givenIn, refuseIdle } from '../options/effect.js';
import { MOST } from '../options/limits.js';
import { parseWhole } from '../options/numbers.js';
import { allowDownloadOption, meanOption, overwriteOption, stdOption } from '../options/shared.js';
import { refuseOverwriting } from '../overwrite/refuse-overwriting.js';
import { printLines } from '../text/output.js';
import { whole } from '../text/whole.js';

interface ConvertOptions {
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
  allowDownload: boolean;
}

export function addConvertCommand(program: Command): void {
  program
    .command('convert')
    .description('convert weights; a PyTorch pickle is read, never executed')
    .argument('<in>', WEIGHTS_HELP)
    .argument('<out>', 'name.safetensors, name.onnx, or a folder for a tfjs model')
    .addOption(allowDownloadOption())
    .addOption(
      networkOption('of the weights, for PyTorch files of a rival of MiniSeg; other files say it themselves'),
    )
    .addOption(
      new Option('--to <format>', "format to write; default: the one that the output's name says").choices(
        OUTPUT_FORMATS,
      ),
    )
    .addOption(
      new Option(
        '--dtype <name>',
        'type of the numbers in a safetensors file: float16 or int8 for a small download, float32 (default) for every bit',
      ).choices(['float32', 'float16', 'int8']),
    )
    .addOption(
      new Option(
        '--heads <which>',
        'outputs of an ONNX file: main (default), the prediction alone; all, those of deep supervision too',
      ).choices(['main', 'all']),
    )
    .addOption(meanOption())
    .addOption(stdOption())
    .option('--size <pixels>', 'side of the slices in training', parseWhole(16, MOST.side))
    .addOption(overwriteOption())
    .addHelpText(
      'after',
      `
The converted file keeps --mean, --std and --size, so that segment needs none of them. Every command reads float16 and
int8 files like any other.

Examples:
  $ miniseg convert fold1.pth fold1.safetensors --mean 0.6024 --std 0.2962
  $ miniseg convert fold1.pth fold1-small.safetensors --dtype int8 --mean 0.6024 --std 0.2962
  $ miniseg convert fold1.safetensors fold1.onnx --to onnx
  $ miniseg convert released-ct100-fold1 fold1.safetensors`,
    )
    .action(convertCommand);
}

async function convertCommand(
  from: string,
  to: string,
  options: ConvertOptions,
  command: Command,
): Promise<void> {
  const { size, overwrite } = options;
  const normalization = givenNormalization(options);
  const format = outputFormat(to, options.to);
  refuseIdle(givenIn(command), [
    downloadRule(mayBeFetched(from)),
    {
      of: ['dtype'],
      idle: format !== 'safetensors',
      says: `is for safetensors, and the output is ${format}`,
    },
    { of: ['size'], idle: format === 'onnx', says: 'is not kept in ONNX files' },
    { of: ['heads'], idle: format !== 'onnx', says: `is for ONNX, and the output is ${format}` },
  ]);
  await refuseOverwriting([mainFile(to, format)], { overwrite });
  enableProdMode();
  await useBackend('cpu');
  const model = await read(from, options);
  setModelMetadata(model, { ...(normalization && { normalization }), ...(size && { inputSize: size }) });
  const bytes = await write(model, to, format, options);
  const written = bytes === undefined ? '' : `, ${whole(bytes)} bytes`;
  printLines([`Wrote ${to}: ${whole(countParameters(model))} parameters${written}.`]);
}

/** Whose presence says that the output is there. */
function mainFile(to: string, format: OutputFormat): string {
  return format === 'tfjs' && path.basename(to) !== 'model.json' ? path.join(to, 'model.json') : to;
}

/** @returns the file's size; undefined for a folder. */
async function write(
  model: LayersModel,
  to: string,
  format: OutputFormat,
  { dtype, heads }: ConvertOptions,
): Promise<number | undefined> {
  if (format === 'tfjs') {
    await model.save(folder(to));
    return undefined;
  }
  const file = await (format === 'onnx' ? exportOnnx(model, { heads }) : exportNetwork(model, { dtype }));
  await writeFileAtomic(to, file);
  return file.length;
}

async function read(from: string, { network, ...consent }: ConvertOptions): Promise<LayersModel> {
  const { files, entry } = await openWeights(from, consent);
  const [{ name, bytes }] = files;
  if (name.endsWith('.json')) return networkOfFiles(files, from, network);
  const stored = readCheckpoint(bytes);
  if (zooName(network) !== undefined || networkOfCheckpoint(stored) !== undefined)
    return networkOfFiles(files, from, network);
  const checkpoint = { ...stored, tensors: expandTensors(stored.tensors) };
  const { model, report } = modelFromCheckpoint(checkpoint);
  const counters = checkpoint.tensors.size - report.loaded.length;
  printLines([
    `Read ${checkpoint.tensors.size} tensors (${checkpoint.format}): ${report.loaded.length} loaded, ${counters} step ` +
      `counters, ${report.missing.length} missing, ${report.unexpected.length} left over.`,
  ]);
  return remembering(model, entry);
}
