export { isDeepPicture } from './is-deep-picture.js';
export { type NetworkSlice, networkSlices } from './network-slices.js';
export { readShades } from './read-shades.js';
export { type ReadStudyOptions, readStudy } from './read-study.js';
export type { ScanInput } from './scan-input.js';
export { type Slices, slicesOf } from './slices.js';
export type { Grid, Study } from './study.js';
