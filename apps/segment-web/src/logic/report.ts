/** The report: what was found, by what, in the words of the command line's report.json. */
import type { Vector3 } from '@miniseg/formats';
import { DEMO_NOTE, isDemo } from '../shared/demo.js';
import type { EngineInfo, GreyRange, InputInfo, StudyInfo, Versions } from '../shared/types.js';
import type { Result, State } from '../state/state.js';
import { isStale } from './is-stale.js';
import { makerOf } from './maker-of.js';
import { sum } from './sum.js';

export const DISCLAIMER = 'Not a medical device. For research only.';

export interface ReportEntry {
  name: string;
  file: string;
  kind: InputInfo['kind'];
  seriesInstanceUID?: string;
  /** [slices, rows, columns] of the file. */
  shape?: Vector3;
  /** Millimeters between axial slices, rows and columns; absent where the file does not say. */
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
  /** What made the mask, whatever is loaded now; absent for what was drawn by hand alone. */
  weights?: ReportWeights;
  versions?: Versions;
  /** Other weights are loaded now. */
  stale?: true;
  milliseconds: number;
  notes: string[];
}

export interface ReportWeights
  extends Pick<EngineInfo, 'file' | 'sha256' | 'parameters' | 'preset' | 'normalization' | 'tta'> {
  /** What must be said wherever their results are. */
  note?: string;
}

export interface Report {
  disclaimer: string;
  program: string;
  created: string;
  /** Where one set of weights made all masks, and is loaded still; each result names its own. */
  weights?: ReportWeights;
  backend?: string;
  results: ReportEntry[];
  failed: { file: string; error: string }[];
  notTaken: State['notTaken'];
}

export interface ReportOptions {
  /** Names of mask files, by the ids of their inputs. */
  masks?: Record<string, string>;
  /** Id of the one input that the report is about; default: all. */
  only?: string;
}

export function makeReport(state: State, created: Date, { masks = {}, only }: ReportOptions = {}): Report {
  const { engine, failures, problems, notTaken, results, studies } = state;
  const inputs = state.inputs.filter(({ id }) => only === undefined || id === only);
  const oneMaker = inputs.every(({ id }) => !isStale(results[id], state));
  return {
    disclaimer: DISCLAIMER,
    program: 'MiniSeg segment-web',
    created: created.toISOString(),
    ...(engine && oneMaker ? { weights: weightsOf(makerOf(engine)), backend: engine.backend } : {}),
    results: inputs.flatMap((input) => {
      const result = results[input.id];
      if (!result) return [];
      const entry = entryOf(input, result, studies[input.id]);
      const mask = masks[input.id];
      return [
        {
          ...entry,
          ...(mask ? { mask } : {}),
          ...(isStale(result, state) ? { stale: true as const } : {}),
        },
      ];
    }),
    failed: [
      ...(only === undefined ? problems : []).map(({ file, reason }) => ({ file, error: reason })),
      ...inputs
        .filter(({ id }) => failures[id] !== undefined)
        .map(({ id, label }) => ({ file: label, error: failures[id] })),
    ],
    notTaken: only === undefined ? notTaken : [],
  };
}

function weightsOf(made: ReportWeights): ReportWeights {
  const { file, sha256, parameters, preset, normalization, tta } = made;
  const note = isDemo({ file, sha256 }) ? { note: DEMO_NOTE } : {};
  return { file, sha256, parameters, preset, normalization, ...(tta ? { tta } : {}), ...note };
}

function entryOf(input: InputInfo, result: Result, study: StudyInfo | undefined): ReportEntry {
  const { counts, edited, shares, backend, maker, milliseconds } = result;
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
    ...(study?.voxelMilliliters === undefined ? {} : { milliliters: voxels * study.voxelMilliliters }),
    ...(shares?.lungShare === undefined ? {} : { lungShare: shares.lungShare }),
    ...(shares?.bodyShare === undefined ? {} : { bodyShare: shares.bodyShare }),
    markedSlices: counts.flatMap((count, slice) => (count ? [slice] : [])),
    editedSlices: [...edited],
    backend,
    ...(maker ? { weights: weightsOf(maker), versions: maker.versions } : {}),
    milliseconds: Math.round(milliseconds),
    notes: [...input.notes, ...(study?.notes ?? []), ...(shares?.notes ?? [])],
  };
}
