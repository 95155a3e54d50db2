/** `miniseg segment`: masks, label maps, overlays and a report for CT slices and volumes. */
import path from 'node:path';
import { type BackendName, useBackend } from '@miniseg/backends';
import { writeFileAtomic } from '@miniseg/data/node';
import { countParameters, modelMetadata, type Normalization } from '@miniseg/model';
import { enableProdMode } from '@tensorflow/tfjs-core';
import { chooseNormalization } from '../choose-normalization.js';
import { type CollectedInputs, collectInputs } from '../collect-inputs.js';
import { CliError } from '../errors.js';
import { prepareOutputFolder } from '../output-folder.js';
import { startProgress } from '../progress.js';
import type { GreyRange } from '../segment/grey-scale.js';
import { resultFiles } from '../segment/result-files.js';
import type { SegmentRun } from '../segment/run.js';
import { segmentInput } from '../segment/segment-input.js';
import { countResults, describeSlice, describeVolume, listNotes } from '../segment/summarize.js';
import type { SliceReport } from '../segment/write-slice.js';
import type { VolumeReport } from '../segment/write-volume.js';
import { DISCLAIMER, versions } from '../version.js';
import { loadWeights, type Weights } from '../weights.js';

export interface SegmentCommandOptions {
  weights: string;
  out: string;
  mean?: number;
  std?: number;
  size?: number;
  window?: GreyRange;
  range?: GreyRange;
  backend: BackendName;
  overlay: boolean;
  dicomSeg: boolean;
  overwrite: boolean;
}

interface Results {
  slices: SliceReport[];
  volumes: VolumeReport[];
  failed: { file: string; error: string }[];
}

/**
 * @throws CliError, ModelError, CheckpointError or BackendError before anything is written; an input that fails on its
 *   own is named in the report, the others go on, and an error is thrown at the end.
 */
export async function segmentCommand(paths: string[], options: SegmentCommandOptions): Promise<void> {
  const collected = await collectInputs(paths);
  const { inputs, notTaken } = collected;
  checkOptions(options, collected);
  enableProdMode();
  const backend = await useBackend(options.backend);
  const weights = await loadWeights(options.weights);
  const normalization = chooseNormalization(weights, options);
  await prepareOutputFolder(
    options.out,
    [...inputs.flatMap((input) => resultFiles(input, options)), 'report.json'],
    { overwrite: options.overwrite, inputs: inputs.flatMap(({ files }) => files) },
  );
  announce(notTaken);
  const results = await segmentAll(collected, { ...options, model: weights.model, normalization });
  const { slices, volumes, failed } = results;
  process.stderr.write(listNotes([...slices, ...volumes]));
  const report = {
    disclaimer: DISCLAIMER,
    versions,
    backend,
    weights: describe(weights, normalization),
    slices,
    volumes,
    failed,
    notTaken,
  };
  await writeFileAtomic(
    path.join(options.out, 'report.json'),
    new TextEncoder().encode(`${JSON.stringify(report, null, 2)}\n`),
  );
  const slicesOnly = inputs.every(({ kind }) => kind === 'picture');
  const total = inputs.length + collected.failed.length;
  const done = slicesOnly
    ? `${slices.length} of ${total} slices`
    : `${countResults(slices.length, volumes.length)} of ${total} input${total === 1 ? '' : 's'}`;
  const lines = volumes.map((volume) => `  ${volume.name}: ${describeVolume(volume)}\n`).join('');
  process.stdout.write(
    `${done} segmented into ${options.out} (backend ${backend}).\n${lines}${DISCLAIMER}\n`,
  );
  if (failed.length > 0) {
    const list = failed.map(({ file, error }) => `  ${file}: ${error}`).join('\n');
    throw new CliError(
      'input',
      `${failed.length} of ${total} ${slicesOnly ? 'slices' : 'inputs'} failed; the others are written.\n${list}`,
    );
  }
}

function checkOptions({ window, range, dicomSeg }: SegmentCommandOptions, { inputs }: CollectedInputs): void {
  if (window && range) {
    throw new CliError(
      'usage',
      '--window (Hounsfield units) and --range (any values) both say what is black and white; give one of them.',
    );
  }
  if (dicomSeg && !inputs.some(({ kind }) => kind === 'dicom')) {
    throw new CliError(
      'usage',
      '--dicom-seg needs DICOM input, to whose patient and study the segmentation belongs; leave it out.',
    );
  }
}

/** On standard error, so that a result that is missing is no surprise. */
function announce(notTaken: CollectedInputs['notTaken']): void {
  const shown = notTaken.slice(0, 5).map(({ file, reason }) => `  ${file}: ${reason}\n`);
  if (notTaken.length > shown.length) {
    shown.push(`  ... and ${notTaken.length - shown.length} more, which report.json lists\n`);
  }
  if (shown.length > 0) process.stderr.write(`Not taken:\n${shown.join('')}`);
}

/** One input in memory at a time. */
async function segmentAll({ inputs, failed }: CollectedInputs, run: SegmentRun): Promise<Results> {
  const results: Results = { slices: [], volumes: [], failed: [...failed] };
  const progress = startProgress(inputs.length);
  try {
    for (const input of inputs) {
      try {
        const report = await segmentInput(input, run, (done, total) =>
          progress.within(done / total, `${input.name}: slice ${done} of ${total}`),
        );
        if ('slice' in report) results.slices.push(report.slice);
        else results.volumes.push(report.volume);
        progress.step(
          `${input.name}: ${'slice' in report ? describeSlice(report.slice) : describeVolume(report.volume)}`,
        );
      } catch (error) {
        results.failed.push({ file: input.label, error: (error as Error).message });
        progress.step(`${input.name}: failed`);
      }
    }
  } finally {
    progress.stop();
  }
  return results;
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
