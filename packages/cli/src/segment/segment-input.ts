/** One input from file to results. */
import path from 'node:path';
import { type SlicePredictor, type SlidingWindow, segmentVolume } from '@miniseg/compile';
import { writeFileAtomic } from '@miniseg/formats/node';
import type { Normalization } from '@miniseg/model';
import {
  readStudy,
  type ScanInput,
  type SliceReport,
  segmentStudy,
  studyResults,
  type VolumeReport,
} from '@miniseg/scan';
import { versions } from '../version.js';
import { CURES, type GreyScaleOptions } from '../volumes/grey-scale.js';

/** What all inputs of one call share. */
export interface SegmentRun extends GreyScaleOptions {
  predictor: SlicePredictor;
  normalization: Normalization;
  /** Output folder. */
  out: string;
  size?: number;
  /** Side that slices had in training, for when no `size` is asked for. */
  trainedSize?: number;
  slidingWindow?: SlidingWindow;
  overlay: boolean;
  dicomSeg: boolean;
  /** Of pixels that an input may announce. */
  maxBytes?: number;
}

interface Timed {
  /** From the decoded scan to the labels in memory. */
  milliseconds: number;
}

export type InputReport = { slice: SliceReport & Timed } | { volume: VolumeReport & Timed };

/** Rejects with whatever is wrong with the input; nothing of it is written then. */
export async function segmentInput(
  input: ScanInput,
  { predictor, normalization, size, slidingWindow, ...run }: SegmentRun,
  onSlice: (done: number, total: number) => void,
): Promise<InputReport> {
  const { overlay, dicomSeg, out, trainedSize } = run;
  const { window, range, maxBytes } = run;
  const study = await readStudy(input, {
    ...{ window, range, cures: CURES, maxBytes },
    streamed: true,
    keepSeries: dicomSeg,
  });
  const start = performance.now();
  const segmented = await segmentStudy(
    study,
    (source, sides) =>
      segmentVolume(predictor, source, {
        normalization,
        inputSize: size ?? (slidingWindow ? undefined : sides),
        slidingWindow,
        onProgress: ({ done, total }) => onSlice(done, total),
      }),
    { trainedSize },
  );
  const milliseconds = Math.round((performance.now() - start) * 10) / 10;
  const { name, label } = input;
  const options = { name, label, overlay, dicomSeg, version: versions.miniseg, date: timeOfCreation() };
  const results = await studyResults(study, segmented, options);
  for (const { name, bytes } of results.files) await writeFileAtomic(path.join(out, name), bytes);
  return 'slice' in results
    ? { slice: { ...results.slice, milliseconds } }
    : { volume: { ...results.volume, milliseconds } };
}

/** Now, or SOURCE_DATE_EPOCH in seconds (reproducible-builds.org), by which a run gives the same bytes another time. */
function timeOfCreation(): Date {
  const seconds = Number(process.env.SOURCE_DATE_EPOCH || Number.NaN);
  return Number.isFinite(seconds) ? new Date(1000 * seconds) : new Date();
}
