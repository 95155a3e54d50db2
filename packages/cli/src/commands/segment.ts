/** `miniseg segment`: masks, label maps, overlays and a report for CT slices and volumes. */

import path from 'node:path';
import type { BackendName } from '@miniseg/backends';
import {
  type SlidingWindow,
  slicesAhead,
  type TestTimeAugmentation,
  ttaRuns,
} from '@miniseg/compile/program';
import { mapInOrder } from '@miniseg/engine';
import { writeFileAtomic } from '@miniseg/formats/node';
import {
  type FileReason,
  resultNames,
  type ScanInput,
  type SliceReport,
  studyMemory,
  type VolumeReport,
} from '@miniseg/scan';
import { type CollectedInputs, collectInputs } from '@miniseg/scan/node';
import type { Command } from 'commander';
import { CliError } from '../errors.js';
import { describeTrainedSize, type SizeOptions } from '../network/choose-size.js';
import { demoNote } from '../network/identity.js';
import { type LoadedNetwork, loadNetworks } from '../network/networks.js';
import { describeRuns } from '../network/tta-option.js';
import { mayBeFetched } from '../network/weights-source.js';
import { downloadRule, givenIn, refuseIdle } from '../options/effect.js';
import { prepareOutputFolder } from '../overwrite/output-folder.js';
import { startProgress } from '../progress/progress.js';
import { checkValueOptions } from '../segment/check-value-options.js';
import { Gate } from '../segment/gate.js';
import { KeptFiles, release } from '../segment/kept-files.js';
import { bytesOf, memoryForFiles, memoryForImages, memoryForNetwork } from '../segment/memory.js';
import { readOnce } from '../segment/read-once.js';
import { segmentHtml } from '../segment/segment-html.js';
import { segmentInput } from '../segment/segment-input.js';
import { allComeInRows } from '../segment/segment-rows.js';
import type { InputReport, SegmentRun, Timed } from '../segment/segment-run.js';
import { type EngineChoice, type StartedEngine, startEngine } from '../segment/start-engine.js';
import { countResults, describeSlice, describeVolume, listNotes } from '../segment/summarize.js';
import { threadsAlone } from '../segment/threads-alone.js';
import { printLines, tellLines } from '../text/output.js';
import { DISCLAIMER, versions } from '../version.js';
import type { GreyRange } from '../volumes/grey-scale.js';

export interface SegmentCommandOptions extends EngineChoice, SizeOptions {
  weights: string[];
  tta?: TestTimeAugmentation;
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
  dicomSegWherePossible: boolean;
  dicomSr: boolean;
  maxBytes?: number;
  maxMemory?: number;
  /** Millions of pixels. */
  maxWork?: number;
  overwrite: boolean;
  allowDownload: boolean;
}

interface Results {
  slices: Timed<SliceReport>[];
  volumes: Timed<VolumeReport>[];
  failed: { file: string; error: string }[];
  slicesPerSecond: number;
}

/**
 * @throws {CliError} before anything is written, as ScanError, ModelError, CheckpointError and BackendError are; an input
 *   that fails on its own is named in the report, the others go on, and an error is thrown at the end.
 */
export async function segmentCommand(
  paths: string[],
  given: SegmentCommandOptions,
  command: Command,
): Promise<void> {
  refuseIdle(givenIn(command), [
    downloadRule(mayBeFetched(given.weights)),
    {
      of: ['dicomSr'],
      idle: !given.dicomSeg && !given.dicomSegWherePossible,
      says: 'writes a report on the DICOM segmentation, and none is written',
      or: 'pass --dicom-seg, too',
    },
  ]);
  const collected = await collectInputs(paths, { keep: memoryForFiles(given.maxMemory) });
  const { inputs, notTaken } = collected;
  checkOptions(given, collected);
  const options = { ...given, dicomSeg: given.dicomSeg || given.dicomSegWherePossible };
  await checkValueOptions(inputs, options);
  const { all: networks, ...sizes } = await loadNetworks({
    ...options,
    compiled: options.engine !== 'plain',
  });
  const { overlay, dicomSeg, dicomSr, backend } = options;
  await prepareOutputFolder(
    options.out,
    [
      ...inputs.flatMap((input) => resultNames(input, { overlay, dicomSeg, dicomSr })),
      'report.json',
      'report.html',
    ],
    { overwrite: options.overwrite, inputs: inputs.flatMap(({ files }) => files.map(({ name }) => name)) },
  );
  announce(notTaken);
  tellLines([
    ...networks.flatMap((network) => demoNote(network) ?? []),
    ...describeTrainedSize(sizes),
    ...describeRuns(networks.length, options.tta),
  ]);
  const alone = inputs.length === 1 && inputs[0].kind === 'picture' ? inputs[0] : undefined;
  const rowByRow = networks.length === 1 && !options.tta && !options.tile && (await allComeInRows(inputs));
  const maxMemory = memoryForNetwork(options.maxMemory, inputs, rowByRow);
  const amount = alone
    ? { threads: await threadsAlone(alone, sizes.size ?? sizes.trainedSize) }
    : ('several' as const);
  const started = await startEngine(networks, { ...options, maxMemory }, amount);
  const { predictor, engine } = started;
  const slidingWindow: SlidingWindow | undefined = options.tile ? { size: options.tile } : undefined;
  const results = await segmentAll(collected, {
    ...options,
    ...sizes,
    predictor,
    slidingWindow,
    classes: Math.max(2, networks[0].facts.classes),
    runs: networks.length * ttaRuns(options.tta),
  }).finally(() => started.dispose());
  const { slices, volumes, failed } = results;
  tellLines([...listNotes([...slices, ...volumes]), ...started.notes]);
  const report = {
    disclaimer: DISCLAIMER,
    versions,
    backend,
    engine,
    weights: networks.length === 1 ? describe(networks[0]) : networks.map(describe),
    ...(options.tta ? { tta: options.tta } : {}),
    runs: networks.length * ttaRuns(options.tta),
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
  await writeFileAtomic(
    path.join(options.out, 'report.html'),
    new TextEncoder().encode(await segmentHtml(report, options.out)),
  );
  const slicesOnly = inputs.every(({ kind }) => kind === 'picture');
  const total = inputs.length + collected.failed.length;
  const done = slicesOnly
    ? `${slices.length} of ${total} slices`
    : `${countResults(slices.length, volumes.length)} of ${total} input${total === 1 ? '' : 's'}`;
  printLines([
    `${done} segmented into ${options.out} (backend ${backend}, ${describeEngine(engine)}, ${results.slicesPerSecond} slices/s).`,
    ...volumes.map((volume) => `  ${volume.name}: ${describeVolume(volume)}`),
    DISCLAIMER,
  ]);
  if (failed.length > 0) {
    throw new CliError(
      'input',
      `${failed.length} of ${total} ${slicesOnly ? 'slices' : 'inputs'} failed; the others are written.`,
      { more: failed.map(({ file, error }) => `${file}: ${error}`) },
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
  const shown = notTaken.slice(0, 5).map(({ file, reason }) => `  ${file}: ${reason}`);
  if (notTaken.length > shown.length) {
    shown.push(`  ... and ${notTaken.length - shown.length} more, which report.json lists`);
  }
  if (shown.length > 0) tellLines(['Not taken:', ...shown]);
}

/** One volume in memory at a time; pictures as many as there is work for, so that reading and writing go on meanwhile. */
async function segmentAll({ inputs, failed }: CollectedInputs, run: SegmentRun): Promise<Results> {
  const results: Results = { slices: [], volumes: [], failed: [], slicesPerSecond: 0 };
  for (const { file, reason } of failed) results.failed.push({ file, error: reason });
  const progress = startProgress(inputs.length);
  const start = performance.now();
  let slices = 0;
  const rate = (count: number) => Number(((1000 * count) / (performance.now() - start)).toPrecision(3));
  const gate = new Gate(memoryForImages(run.maxMemory, Math.max(0, ...inputs.map(bytesOf))));
  const kept = new KeptFiles(inputs, memoryForFiles(run.maxMemory));
  const segmentOne = async (given: ScanInput) => {
    const input = given.kind === 'picture' ? readOnce(given) : given;
    const tell = (done: number, total: number) =>
      progress.within(
        done / total,
        `${input.name}: slice ${done} of ${total}, ${rate(slices + done)} slices/s`,
      );
    try {
      return await gate.run(await memoryBeside(input), () => segmentInput(input, { ...run, kept }, tell));
    } finally {
      release(input);
    }
  };
  const take = (input: ScanInput, result: PromiseSettledResult<InputReport>) => {
    if (result.status === 'rejected') {
      results.failed.push({ file: input.label, error: inOptions((result.reason as Error).message) });
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

/** Of an input while others are done beside it, which pictures are. */
const memoryBeside = async (input: ScanInput) =>
  input.kind === 'picture' ? ((await studyMemory(input)) ?? 0) : 0;

/** The cure in the words of this command. */
const inOptions = (message: string) =>
  message
    .replace(/Set inputSize, for example (\d+), to/, 'Pass --size, for example --size $1, to')
    .replace(/ with maxMemory/, ' with --max-memory')
    .replace(/ \(--max-memory of miniseg\)/, '')
    .replace(/smaller with inputSize/, 'smaller with --size');

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

function describe(network: LoadedNetwork) {
  const { facts, file, sha256, normalization, entry } = network;
  const { parameters, options, inputSize } = facts;
  return {
    file,
    sha256,
    ...(entry && { name: entry.name, license: entry.license }),
    ...(demoNote(network) && { note: demoNote(network) }),
    parameters,
    options,
    normalization,
    inputSize,
  };
}
