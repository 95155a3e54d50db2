/** Distributions of the figures of volumes over the volumes, and totals of lesions. */
import { type Summary, summarize } from '@miniseg/metrics';
import type { VolumeFigures } from './volume-figures.js';

/** Figures that have a mean over volumes. */
export const AVERAGED = [
  'HD95',
  'ASSD',
  'truthMl',
  'predictionMl',
  'differenceMl',
  'detectionRate',
  'falseLesions',
] as const;

export interface VolumeSummary {
  /** Each over the volumes that have it, with a 95 % interval by bootstrap over the volumes. */
  summary: Record<(typeof AVERAGED)[number], Summary>;
  /** Of all volumes together. */
  lesions: { truth: number; found: number; missed: number; predicted: number; false: number };
}

/** @param figures of one label */
function summarizeVolumes(figures: readonly VolumeFigures[]): VolumeSummary {
  const of: Record<(typeof AVERAGED)[number], (item: VolumeFigures) => number | undefined> = {
    HD95: ({ HD95 }) => HD95,
    ASSD: ({ ASSD }) => ASSD,
    truthMl: ({ truthMl }) => truthMl,
    predictionMl: ({ predictionMl }) => predictionMl,
    differenceMl: difference,
    detectionRate: ({ truthLesions, foundLesions }) =>
      truthLesions > 0 ? foundLesions / truthLesions : undefined,
    falseLesions: ({ falseLesions }) => falseLesions,
  };
  const sum = (count: (item: VolumeFigures) => number) =>
    figures.reduce((total, item) => total + count(item), 0);
  return {
    summary: Object.fromEntries(
      AVERAGED.map((name) => [name, summarize(figures.map(of[name]), { bootstrap: {} })]),
    ) as VolumeSummary['summary'],
    lesions: {
      truth: sum(({ truthLesions }) => truthLesions),
      found: sum(({ foundLesions }) => foundLesions),
      missed: sum(({ missedLesions }) => missedLesions),
      predicted: sum(({ predictedLesions }) => predictedLesions),
      false: sum(({ falseLesions }) => falseLesions),
    },
  };
}

/** Predicted minus true, in mL. */
export const difference = ({ truthMl, predictionMl }: VolumeFigures): number | undefined =>
  truthMl === undefined || predictionMl === undefined ? undefined : predictionMl - truthMl;

/** The figures of one label, or of the one foreground. */
export interface LabelSummary extends VolumeSummary {
  label: number | undefined;
}

/** The figures label by label; of one foreground a single group. */
export function summarizeByLabel(figures: readonly VolumeFigures[]): LabelSummary[] {
  const groups = new Map<number | undefined, VolumeFigures[]>();
  for (const item of figures) groups.set(item.label, [...(groups.get(item.label) ?? []), item]);
  return [...groups].map(([label, own]) => ({ label, ...summarizeVolumes(own) }));
}
