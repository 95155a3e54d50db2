export { ScanError, type ScanErrorCode } from './errors.js';
export * from './results/index.js';
export * from './sort/index.js';
export * from './study/index.js';
export * from './view/index.js';
