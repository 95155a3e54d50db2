export { ScanError, type ScanErrorCode } from './errors.js';
export * from './sort/index.js';
export * from './view/index.js';
