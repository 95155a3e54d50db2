/** What is scored: one mask against another. */
export interface MaskPair {
  /** Names the case in tables and files. */
  id: string;
  prediction: string;
  truth: string;
}
