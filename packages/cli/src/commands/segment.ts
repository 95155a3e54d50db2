/** `miniseg segment`: masks, label maps, overlays and a report for CT slices and volumes. */
import path from 'node:path';
import { type BackendName, useBackend } from '@miniseg/backends';
import { type SlidingWindow, slicesAhead } from '@miniseg/compile';
import { mapInOrder } from '@miniseg/engine';
import { writeFileAtomic } from '@miniseg/formats/node';
import { countParameters, modelMetadata, type Normalization } from '@miniseg/model';
import {
  type FileReason,
  resultNames,
  type ScanInput,
  type SliceReport,
  type VolumeReport,
} from '@miniseg/scan';
import { type CollectedInputs, collectInputs } from '@miniseg/scan/node';
import { enableProdMode } from '@tensorflow/tfjs-core';
import { CliError } from '../errors.js';
import { chooseNormalization } from '../network/choose-normalization.js';
import { chooseSize, describeTrainedSize, type SizeOptions } from '../network/choose-size.js';
import { loadWeights, type Weights } from '../network/weights.js';
import { prepareOutputFolder } from '../overwrite/output-folder.js';
import { startProgress } from '../progress/progress.js';
import { checkValueOptions } from '../segment/check-value-options.js';
import { type InputReport, type SegmentRun, segmentInput } from '../segment/segment-input.js';
import { type EngineChoice, type StartedEngine, startEngine } from '../segment/start-engine.js';
import { countResults, describeSlice, describeVolume, listNotes } from '../segment/summarize.js';
import { DISCLAIMER, versions } from '../version.js';
import type { GreyRange } from '../volumes/grey-scale.js';

export interface SegmentCommandOptions extends EngineChoice, SizeOptions {
  weights: string;
  out: string;
  mean?: number;
  std?: number;
  window?: GreyRange;
  range?: GreyRange;
  backend: BackendName;
  overlay: boolean;
  /** Of which the weights are. */
  network?: string;
  dicomSeg: boolean;
  maxBytes?: number;
  overwrite: boolean;
}

interface Results {
  slices: SliceReport[];
  volumes: VolumeReport[];
  failed: { file: string; error: string }[];
  slicesPerSecond: number;
}

/**
 * @throws {CliError} before anything is written, as ScanError, ModelError, CheckpointError and BackendError are; an input
 *   that fails on its own is named in the report, the others go on, and an error is thrown at the end.
 */
export async function segmentCommand(paths: string[], options: SegmentCommandOptions): Promise<void> {
  const collected = await collectInputs(paths);
  const { inputs, notTaken } = collected;
  checkOptions(options, collected);
  await checkValueOptions(inputs, options);
  enableProdMode();
  const backend = await useBackend(options.backend);
  const weights = await loadWeights(options.weights, options.network);
  const normalization = chooseNormalization(weights, options);
  await prepareOutputFolder(
    options.out,
    [...inputs.flatMap((input) => resultNames(input, options)), 'report.json'],
    { overwrite: options.overwrite, inputs: inputs.flatMap(({ files }) => files.map(({ name }) => name)) },
  );
  announce(notTaken);
  const sizes = chooseSize(weights, options);
  process.stderr.write(describeTrainedSize(sizes));
  const several = inputs.length > 1 || inputs.some(({ kind }) => kind !== 'picture');
  const started = await startEngine(weights.model, options, several);
  const { predictor, engine } = started;
  const slidingWindow: SlidingWindow | undefined = options.tile ? { size: options.tile } : undefined;
  const results = await segmentAll(collected, {
    ...options,
    ...sizes,
    predictor,
    normalization,
    slidingWindow,
  }).finally(() => started.dispose());
  const { slices, volumes, failed } = results;
  process.stderr.write(listNotes([...slices, ...volumes]));
  for (const note of started.notes) process.stderr.write(`${note}\n`);
  const report = {
    disclaimer: DISCLAIMER,
    versions,
    backend,
    engine,
    weights: describe(weights, normalization),
    slices,
    volumes,
    failed,
    notTaken,
    slicesPerSecond: results.slicesPerSecond,
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
    `${done} segmented into ${options.out} (backend ${backend}, ${describeEngine(engine)}, ${results.slicesPerSecond} slices/s).\n${lines}${DISCLAIMER}\n`,
  );
  if (failed.length > 0) {
    const list = failed.map(({ file, error }) => `  ${file}: ${error}`).join('\n');
    throw new CliError(
      'input',
      `${failed.length} of ${total} ${slicesOnly ? 'slices' : 'inputs'} failed; the others are written.\n${list}`,
    );
  }
}

function checkOptions(
  { window, range, dicomSeg, size, tile }: SegmentCommandOptions,
  { inputs }: CollectedInputs,
): void {
  if (window && range) {
    throw new CliError(
      'invalid-argument',
      '--window (Hounsfield units) and --range (any values) both say what is black and white; give one of them.',
    );
  }
  if (size !== undefined && tile !== undefined) {
    throw new CliError(
      'invalid-argument',
      '--size (slices are resized) and --tile (slices keep their size) exclude each other; give one of them.',
    );
  }
  if (dicomSeg && !inputs.some(({ kind }) => kind === 'dicom')) {
    throw new CliError(
      'invalid-argument',
      '--dicom-seg needs DICOM input, to whose patient and study the segmentation belongs; leave it out.',
    );
  }
}

/** On standard error, so that a result that is missing is no surprise. */
function announce(notTaken: readonly FileReason[]): void {
  const shown = notTaken.slice(0, 5).map(({ file, reason }) => `  ${file}: ${reason}\n`);
  if (notTaken.length > shown.length) {
    shown.push(`  ... and ${notTaken.length - shown.length} more, which report.json lists\n`);
  }
  if (shown.length > 0) process.stderr.write(`Not taken:\n${shown.join('')}`);
}

/** One volume in memory at a time; pictures as many as there is work for, so that reading and writing go on meanwhile. */
async function segmentAll({ inputs, failed }: CollectedInputs, run: SegmentRun): Promise<Results> {
  const results: Results = { slices: [], volumes: [], failed: [], slicesPerSecond: 0 };
  for (const { file, reason } of failed) results.failed.push({ file, error: reason });
  const progress = startProgress(inputs.length);
  const start = performance.now();
  let slices = 0;
  const rate = (count: number) => Number(((1000 * count) / (performance.now() - start)).toPrecision(3));
  const segmentOne = (input: ScanInput) =>
    segmentInput(input, run, (done, total) =>
      progress.within(
        done / total,
        `${input.name}: slice ${done} of ${total}, ${rate(slices + done)} slices/s`,
      ),
    );
  const take = (input: ScanInput, result: PromiseSettledResult<InputReport>) => {
    if (result.status === 'rejected') {
      results.failed.push({ file: input.label, error: (result.reason as Error).message });
      return progress.step(`${input.name}: failed`);
    }
    const report = result.value;
    if ('slice' in report) {
      results.slices.push(report.slice);
      slices++;
      progress.step(`${input.name}: ${describeSlice(report.slice)}`);
    } else {
      results.volumes.push(report.volume);
      slices += report.volume.slices;
      progress.step(`${input.name}: ${describeVolume(report.volume)}`);
    }
  };
  try {
    for (const group of groups(inputs)) {
      const ahead = group[0].kind === 'picture' ? slicesAhead(run.predictor) : 1;
      let next = 0;
      for await (const result of mapInOrder(group, segmentOne, { ahead })) take(group[next++], result);
    }
  } finally {
    progress.stop();
  }
  return { ...results, slicesPerSecond: rate(slices) };
}

/** Runs of pictures, and of others. */
function groups(inputs: readonly ScanInput[]): ScanInput[][] {
  const runs: ScanInput[][] = [];
  for (const input of inputs) {
    const last = runs.at(-1);
    if (last && (last[0].kind === 'picture') === (input.kind === 'picture')) last.push(input);
    else runs.push([input]);
  }
  return runs;
}

function describeEngine({ name, workers }: StartedEngine['engine']): string {
  if (name === 'plain') return 'plain graph';
  return workers ? `compiled, ${workers} worker${workers > 1 ? 's' : ''}` : 'compiled';
}

function describe({ model, file, sha256 }: Weights, normalization: Normalization) {
  const { options, inputSize } = modelMetadata(model);
  return {
    file,
    sha256,
    parameters: countParameters(model),
    options,
    normalization,
    inputSize,
  };
}
