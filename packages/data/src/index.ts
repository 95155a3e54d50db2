export * from './augment/index.js';
export * from './batch/index.js';
export * from './datasets/index.js';
export { DataError, type DataErrorCode } from './errors.js';
export * from './phantom/index.js';
export * from './prepare/index.js';
export { Random } from './random.js';
