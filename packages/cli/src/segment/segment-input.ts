/** One input from file to results. */
import path from 'node:path';
import { segmentSlidingWindow } from '@miniseg/compile';
import { readGreySlice } from '@miniseg/formats';
import { readBytes, writeFileAtomic } from '@miniseg/formats/node';
import { axialView, greyPixels, ThinnedVolume } from '@miniseg/scan';
import { greyScale } from '../volumes/grey-scale.js';
import type { SegmentInput } from './inputs.js';
import { readScan, type Scan } from './read-scan.js';
import { dicomSegOf } from './result-files.js';
import type { SegmentRun } from './run.js';
import { segmentView } from './segment-view.js';
import { slicesOf } from './slices.js';
import { type SliceReport, writeSlice } from './write-slice.js';
import { dicomSegmentation, type VolumeReport, writeVolume } from './write-volume.js';

export type InputReport = { slice: SliceReport } | { volume: VolumeReport };

/** @throws whatever is wrong with the input; nothing of it is written then. */
export async function segmentInput(
  input: SegmentInput,
  run: SegmentRun,
  onSlice: (done: number, total: number) => void,
): Promise<InputReport> {
  if (input.kind === 'picture') return { slice: await segmentPicture(input, run) };
  const scan = await readScan(input, run);
  // A NIfTI file is answered with one, whatever its number of slices: it is its geometry that such files are for.
  const single = scan.volume.shape[0] === 1 && input.kind !== 'nifti';
  return single
    ? { slice: await segmentSingle(input, scan, run) }
    : { volume: await segmentVolume(input, scan, run, onSlice) };
}

async function segmentPicture({ name, files, label }: SegmentInput, run: SegmentRun): Promise<SliceReport> {
  const slice = await readGreySlice(await readBytes(files[0]));
  const start = performance.now();
  const { predictor, normalization, slidingWindow } = run;
  const inputSize = run.size ?? run.trainedSize;
  const options = { normalization, probabilities: false };
  const result = slidingWindow
    ? await segmentSlidingWindow(predictor, slice, { ...options, slidingWindow })
    : await predictor.segment(slice, { ...options, inputSize });
  const milliseconds = since(start);
  return { ...(await writeSlice({ name, file: label }, slice, result, run)), milliseconds };
}

async function segmentSingle(
  { name, label }: SegmentInput,
  scan: Scan,
  run: SegmentRun,
): Promise<SliceReport> {
  const { volume, series, notes } = scan;
  const start = performance.now();
  const grey = greyScale(volume, run);
  const view = axialView(volume);
  const { labels, classes } = await segmentView(run.predictor, slicesOf(view.volume), {
    ...run,
    range: grey.range,
  });
  const mask = view.restore(labels);
  const milliseconds = since(start);
  const [, height, width] = volume.shape;
  const picture = { data: greyPixels(grey.range)(volume.data), width, height, white: 255 };
  const report = await writeSlice({ name, file: label }, picture, { width, height, classes, mask }, run);
  const seg = run.dicomSeg && series ? dicomSegOf(name) : undefined;
  if (seg && series) {
    const file = dicomSegmentation({ data: mask, shape: volume.shape }, series, classes);
    await writeFileAtomic(path.join(run.out, seg), file);
  }
  return {
    ...report,
    milliseconds,
    range: grey.range,
    ...(seg ? { dicomSeg: seg } : {}),
    notes: [...notes, ...grey.notes, ...view.notes],
  };
}

async function segmentVolume(
  { name, label }: SegmentInput,
  scan: Scan,
  run: SegmentRun,
  onSlice: (done: number, total: number) => void,
): Promise<VolumeReport> {
  const start = performance.now();
  const grey = greyScale(scan.volume, run);
  const view = axialView(scan.volume);
  const slices = scan.slice ? { ...view.volume, slice: scan.slice } : slicesOf(view.volume);
  const thinned = grey.hounsfield ? new ThinnedVolume(slices.shape) : undefined;
  const { labels, classes } = await segmentView(run.predictor, slices, {
    ...run,
    range: grey.range,
    onSlice,
    onPixels: (slice, pixels) => thinned?.add(slice, pixels),
  });
  const milliseconds = since(start);
  const report = await writeVolume(
    { name, file: label },
    { scan, grey, view, slices, thinned, labels, classes },
    run,
  );
  return { ...report, milliseconds };
}

const since = (start: number) => Math.round((performance.now() - start) * 10) / 10;
