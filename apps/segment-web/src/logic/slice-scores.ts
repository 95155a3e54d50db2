/** The paper's figures of a slice, and of all slices together. */
import { ConfusionCounts, dice, iou, paperCase, sensitivity, specificity } from '@miniseg/metrics';
import type { SliceScores } from '../shared/scores.js';

/** @param spacing Millimeters between rows and between columns; distances are in pixels without it. */
export function scoreSlice(
  prediction: Uint8Array,
  truth: Uint8Array,
  shape: [rows: number, columns: number],
  spacing?: [number, number],
): SliceScores {
  const binary = (mask: Uint8Array) => mask.map((label) => (label === 0 ? 0 : 1));
  const { DSC, SEN, SPC, HD, unit, TP, FP, FN, TN } = paperCase(
    { prediction: binary(prediction), truth: binary(truth), shape },
    spacing ? { spacing } : {},
  );
  return { DSC, SEN, SPC, HD, unit, TP, FP, FN, TN };
}

export interface TotalScores {
  /** Mean of foreground and background. */
  mIoU?: number;
  DSC?: number;
  SEN?: number;
  SPC?: number;
}

/** Of all pixels of all slices, counted together. */
export function totalScores(slices: readonly SliceScores[]): TotalScores {
  const counts = new ConfusionCounts({ classes: 2 });
  for (const { TP, FP, FN, TN } of slices) {
    counts.merge(ConfusionCounts.from({ classes: 2, matrix: [TN, FP, FN, TP] }));
  }
  const only = { only: [1] };
  return {
    mIoU: iou(counts),
    DSC: dice(counts, only),
    SEN: sensitivity(counts, only),
    SPC: specificity(counts, only),
  };
}
