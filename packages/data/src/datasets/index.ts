export type { DatasetItem } from './dataset-item.js';
export { detectLayout, LAYOUTS, type Layout } from './layouts.js';
export { type PairedFiles, type PairPatterns, pairFiles } from './pair-files.js';
export { type CsvTable, parseCsv } from './parse-csv.js';
export { publishedFolds } from './published-folds.js';
export { readItemList, writeItemList } from './read-item-list.js';
export { holdOutSplit, kFoldSplits, type Split, type SplitOptions } from './splits.js';
