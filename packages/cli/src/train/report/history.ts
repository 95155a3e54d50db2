/** What happened in each epoch, as rows of `history.csv`. */
import { toCsv } from '@miniseg/metrics';

export interface EpochRow {
  /** From 1. */
  epoch: number;
  /** Steps of the optimizer so far. */
  steps: number;
  learningRate: number;
  /** Mean over the epoch's batches. */
  loss: number;
  /** On the validation slices, in epochs that were validated. */
  mIoU?: number;
  SEN?: number;
  SPC?: number;
  DSC?: number;
  HD?: number;
  /** Of training and validation. */
  seconds: number;
}

const COLUMNS = [
  'epoch',
  'steps',
  'learningRate',
  'loss',
  'mIoU',
  'SEN',
  'SPC',
  'DSC',
  'HD',
  'seconds',
] as const;

/** Every row has every column, an unknown figure is empty. */
export function historyCsv(rows: readonly EpochRow[]): string {
  return toCsv(rows, COLUMNS);
}
