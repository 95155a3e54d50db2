/** Items of a data set read from their files: what needs the readers of `@miniseg/formats`, in Node and in pages. */
export {
  type CheckedItem,
  type CheckOptions,
  checkDataset,
  type DatasetIssue,
  type DatasetReport,
  type IssueCode,
} from './check-dataset.js';
export { contentHash } from './content-hash.js';
export { formatReport } from './format-report.js';
export { type ItemLoaderOptions, itemLoader } from './item-loader.js';
export { type LoadedItem, loadItem, type ReadBytes } from './load-item.js';
export { type PreviewOptions, previewDataset } from './preview-dataset.js';
