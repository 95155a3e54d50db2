/** The report: what was found, by what, in the words of the command line's report.json. */
import type { Vector3 } from '@miniseg/formats';
import { DEMO_FILE, DEMO_NOTE } from '../shared/demo.js';
import type { EngineInfo, GreyRange, InputInfo, StudyInfo } from '../shared/types.js';
import type { Result, State } from '../state/state.js';
import { sum } from './sum.js';
import { voxelMilliliters } from './voxel-milliliters.js';

export const DISCLAIMER = 'Not a medical device. For research only.';

export interface ReportEntry {
  name: string;
  file: string;
  kind: InputInfo['kind'];
  seriesInstanceUID?: string;
  /** [slices, rows, columns] of the file. */
  shape?: Vector3;
  /** Millimetres between axial slices, rows and columns; absent where the file does not say. */
  spacing?: Vector3;
  orientation?: string;
  /** Values that were black and white for the network. */
  range?: GreyRange;
  /** Axial slices, and how many of them were segmented. */
  slices: number;
  segmented: number;
  /** Pixels that are not background. */
  voxels: number;
  milliliters?: number;
  lungShare?: number;
  bodyShare?: number;
  /** From 0, in the order of the page. */
  markedSlices: number[];
  /** Corrected by hand. */
  editedSlices: number[];
  /** File in the archive that the report came with. */
  mask?: string;
  backend?: string;
  milliseconds: number;
  notes: string[];
}

export interface Report {
  disclaimer: string;
  program: string;
  created: string;
  weights?: Omit<EngineInfo, 'backend' | 'classes'> & { note?: string };
  backend?: string;
  results: ReportEntry[];
  failed: { file: string; error: string }[];
  notTaken: State['notTaken'];
}

/** @param masks Names of mask files, by the ids of their inputs. */
export function makeReport(state: State, created: Date, masks: Record<string, string> = {}): Report {
  const { engine, inputs, failures, problems, notTaken, results, studies } = state;
  const weights = engine && {
    file: engine.file,
    sha256: engine.sha256,
    parameters: engine.parameters,
    preset: engine.preset,
    normalization: engine.normalization,
    ...(engine.file === DEMO_FILE ? { note: DEMO_NOTE } : {}),
  };
  return {
    disclaimer: DISCLAIMER,
    program: 'MiniSeg segment-web',
    created: created.toISOString(),
    weights,
    backend: engine?.backend,
    results: inputs.flatMap((input) => {
      const result = results[input.id];
      if (!result) return [];
      const mask = masks[input.id];
      return [{ ...entryOf(input, result, studies[input.id]), ...(mask ? { mask } : {}) }];
    }),
    failed: [
      ...problems.map(({ file, reason }) => ({ file, error: reason })),
      ...inputs
        .filter(({ id }) => failures[id] !== undefined)
        .map(({ id, label }) => ({ file: label, error: failures[id] })),
    ],
    notTaken,
  };
}

function entryOf(input: InputInfo, result: Result, study: StudyInfo | undefined): ReportEntry {
  const { counts, edited, shares, backend, milliseconds } = result;
  const voxels = sum(counts.map((count) => count ?? 0));
  return {
    name: input.name,
    file: input.label,
    kind: input.kind,
    ...(study?.seriesInstanceUID ? { seriesInstanceUID: study.seriesInstanceUID } : {}),
    ...(study ? { shape: study.fileShape, orientation: study.orientation, range: study.range } : {}),
    ...(study?.knownSpacing ? { spacing: study.spacing } : {}),
    slices: counts.length,
    segmented: counts.filter((count) => count !== undefined).length,
    voxels,
    ...(study?.knownSpacing ? { milliliters: voxels * voxelMilliliters(study) } : {}),
    ...(shares?.lungShare === undefined ? {} : { lungShare: shares.lungShare }),
    ...(shares?.bodyShare === undefined ? {} : { bodyShare: shares.bodyShare }),
    markedSlices: counts.flatMap((count, slice) => (count ? [slice] : [])),
    editedSlices: [...edited],
    backend,
    milliseconds: Math.round(milliseconds),
    notes: [...input.notes, ...(study?.notes ?? []), ...(shares?.notes ?? [])],
  };
}
