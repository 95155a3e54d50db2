export {
  type CheckedItem,
  type CheckOptions,
  checkDataset,
  type DatasetIssue,
  type DatasetReport,
  type IssueCode,
} from './check-dataset.js';
export { contentHash } from './content-hash.js';
export type { DatasetItem } from './dataset-item.js';
export { formatReport } from './format-report.js';
export { detectLayout, LAYOUTS, type Layout } from './layouts.js';
export { type LoadedItem, loadItem, type ReadBytes } from './load-item.js';
export { type PairedFiles, type PairPatterns, pairFiles } from './pair-files.js';
export { type PreviewOptions, previewDataset } from './preview-dataset.js';
export { publishedFolds } from './published-folds.js';
export { readItemList, writeItemList } from './read-item-list.js';
export { holdOutSplit, kFoldSplits, type Split, type SplitOptions } from './splits.js';
