/** How well a slice's mask fits the true one; undefined where a figure has no value, as for two empty masks. */
export interface SliceScores {
  DSC?: number;
  SEN?: number;
  SPC?: number;
  /** Of the boundaries. */
  HD?: number;
  unit: 'mm' | 'px';
  TP: number;
  FP: number;
  FN: number;
  TN: number;
}
