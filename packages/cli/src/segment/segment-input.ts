/** One input from file to results. */
import path from 'node:path';
import { segmentVolume } from '@miniseg/compile/program';
import { writeFileAtomic } from '@miniseg/formats/node';
import { checkWork, readStudy, type ScanInput, segmentStudy, studyResults } from '@miniseg/scan';
import { compress } from '../files/compress.js';
import { versions } from '../version.js';
import { CURES } from '../volumes/grey-scale.js';
import type { KeptFiles } from './kept-files.js';
import { bytesOf, memoryForImages } from './memory.js';
import { rowsToSegment, segmentRowsOf } from './segment-rows.js';
import type { InputReport, SegmentRun } from './segment-run.js';

/** Rejects with whatever is wrong with the input; nothing of it is written then. */
export async function segmentInput(
  input: ScanInput,
  { predictor, size, slidingWindow, ...run }: SegmentRun & { kept: KeptFiles },
  onSlice: (done: number, total: number) => void,
): Promise<InputReport> {
  const { overlay, dicomSeg, dicomSr, out, trainedSize } = run;
  const { window, range, maxBytes, maxMemory } = run;
  const work = {
    size: size ?? trainedSize,
    maxMemory,
    maxWork: run.maxWork,
    runs: run.runs,
    fileBytes: bytesOf(input),
    cure: (millions: number) => `If the file is to be trusted, pass --max-work ${millions}.`,
  };
  const rows = await rowsToSegment(input, { ...run, predictor, slidingWindow });
  if (rows) {
    checkWork({ shape: rows.shape, picture: true, ...work });
    return segmentRowsOf(input, rows, { ...run, predictor, size });
  }
  const study = await run.kept.beside(input, memoryForImages(maxMemory, work.fileBytes), (memory) =>
    readStudy(input, {
      ...{ window, range, cures: CURES, maxBytes },
      maxMemory: memory,
      streamed: true,
      keepSeries: dicomSeg,
    }),
  );
  const { shape } = study.slices;
  checkWork({ shape, picture: input.kind === 'picture', ...work, ...(slidingWindow && { size: undefined }) });
  const start = performance.now();
  const segmented = await segmentStudy(
    study,
    (source, sides) =>
      segmentVolume(predictor, source, {
        inputSize: size ?? (slidingWindow ? undefined : sides),
        slidingWindow,
        onProgress: ({ done, total }) => onSlice(done, total),
      }),
    { trainedSize },
  );
  const milliseconds = Math.round((performance.now() - start) * 10) / 10;
  const { name, label } = input;
  const options = {
    name,
    label,
    overlay,
    compress,
    dicomSeg,
    dicomSr,
    version: versions.miniseg,
    date: timeOfCreation(),
  };
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
