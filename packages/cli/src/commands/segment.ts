/** `miniseg segment`: masks, overlays and a report for CT slices. */
import path from 'node:path';
import { type BackendName, useBackend } from '@miniseg/backends';
import { encodePng, renderOverlay, writeMaskPng } from '@miniseg/data';
import { writeFileAtomic } from '@miniseg/data/node';
import {
  checkNormalization,
  countParameters,
  modelMetadata,
  type Normalization,
  type Segmentation,
  segment,
} from '@miniseg/model';
import { enableProdMode } from '@tensorflow/tfjs-core';
import { collectInputs, type InputSlice } from '../collect-inputs.js';
import { CliError } from '../errors.js';
import { prepareOutputFolder } from '../output-folder.js';
import { startProgress } from '../progress.js';
import { type GreySlice, readGreySlice } from '../read-grey-slice.js';
import { DISCLAIMER, versions } from '../version.js';
import { loadWeights, type Weights } from '../weights.js';

export interface SegmentCommandOptions {
  weights: string;
  out: string;
  mean?: number;
  std?: number;
  size?: number;
  backend: BackendName;
  overlay: boolean;
  overwrite: boolean;
}

interface SliceReport {
  file: string;
  width: number;
  height: number;
  mask: string;
  overlay?: string;
  /** Pixels that are not background. */
  pixels: number;
  /** ... of all pixels of the image. */
  share: number;
  /** From the decoded slice to the mask in memory. */
  milliseconds: number;
}

/**
 * @throws CliError, ModelError, CheckpointError or BackendError before anything is written; a slice that fails on its
 *   own is named in the report, the others go on, and an error is thrown at the end.
 */
export async function segmentCommand(paths: string[], options: SegmentCommandOptions): Promise<void> {
  const inputs = await collectInputs(paths);
  enableProdMode();
  const backend = await useBackend(options.backend);
  const weights = await loadWeights(options.weights);
  const normalization = chooseNormalization(weights, options);
  const targets = inputs.flatMap(({ name }) => [maskOf(name), ...(options.overlay ? [overlayOf(name)] : [])]);
  await prepareOutputFolder(options.out, [...targets, 'report.json'], {
    overwrite: options.overwrite,
    inputs: inputs.map(({ file }) => file),
  });
  const slices: SliceReport[] = [];
  const failed: { file: string; error: string }[] = [];
  const progress = startProgress(inputs.length);
  try {
    for (const input of inputs) {
      try {
        const slice = await readGreySlice(input.file);
        const start = performance.now();
        const result = await segment(weights.model, slice, {
          normalization,
          inputSize: options.size,
          probabilities: false,
        });
        const milliseconds = performance.now() - start;
        const report = await writeResults(input, slice, result, options);
        slices.push({ ...report, milliseconds: Math.round(milliseconds * 10) / 10 });
        progress.step(`${input.name}: ${(100 * report.share).toFixed(2)} % marked`);
      } catch (error) {
        failed.push({ file: path.basename(input.file), error: (error as Error).message });
        progress.step(`${input.name}: failed`);
      }
    }
  } finally {
    progress.stop();
  }
  const report = {
    disclaimer: DISCLAIMER,
    versions,
    backend,
    weights: describe(weights, normalization),
    slices,
    failed,
  };
  await writeFileAtomic(
    path.join(options.out, 'report.json'),
    encode(`${JSON.stringify(report, null, 2)}\n`),
  );
  process.stdout.write(
    `${slices.length} of ${inputs.length} slices segmented into ${options.out} (backend ${backend}).\n${DISCLAIMER}\n`,
  );
  if (failed.length > 0) {
    const list = failed.map(({ file, error }) => `  ${file}: ${error}`).join('\n');
    throw new CliError(
      'input',
      `${failed.length} of ${inputs.length} slices failed; the others are written.\n${list}`,
    );
  }
}

const maskOf = (name: string) => `${name}.png`;
const overlayOf = (name: string) => path.join('overlays', `${name}.png`);
const encode = (text: string) => new TextEncoder().encode(text);

function chooseNormalization({ model }: Weights, { mean, std }: SegmentCommandOptions): Normalization {
  if ((mean === undefined) !== (std === undefined)) {
    throw new CliError('usage', '--mean and --std belong together; give both or neither.');
  }
  const remembered = modelMetadata(model).normalization;
  const chosen = mean !== undefined && std !== undefined ? { mean, std } : remembered;
  if (!chosen) {
    throw new CliError(
      'usage',
      'The weights do not remember the mean and standard deviation that they were trained with. Pass --mean and --std ' +
        'in units of pixel / 255 (for example --mean 0.6 --std 0.3), or convert the weights once with them.',
    );
  }
  checkNormalization(chosen);
  return chosen;
}

async function writeResults(
  { file, name }: InputSlice,
  { data, white }: GreySlice,
  { width, height, classes, mask }: Segmentation,
  { out, overlay }: SegmentCommandOptions,
): Promise<Omit<SliceReport, 'milliseconds'>> {
  const shape: [number, number, number] = [1, height, width];
  const maskFile =
    classes === 2
      ? encodePng({ width, height, channels: 1, data: mask.map((label) => 255 * label), maxValue: 255 })
      : writeMaskPng({ data: mask, shape });
  if (overlay) {
    const picture = renderOverlay(
      { data, shape, unit: 'unknown' },
      { data: mask, shape },
      { range: [0, white] },
    );
    await writeFileAtomic(path.join(out, overlayOf(name)), encodePng(picture));
  }
  await writeFileAtomic(path.join(out, maskOf(name)), maskFile);
  const pixels = mask.reduce((count, label) => count + (label === 0 ? 0 : 1), 0);
  return {
    file: path.basename(file),
    width,
    height,
    mask: maskOf(name),
    ...(overlay ? { overlay: overlayOf(name) } : {}),
    pixels,
    share: pixels / mask.length,
  };
}

function describe({ model, file, sha256 }: Weights, normalization: Normalization) {
  return {
    file,
    sha256,
    parameters: countParameters(model),
    options: modelMetadata(model).options,
    normalization,
  };
}
