/** Programs that were compiled before, and series through them: an entry that loads no tfjs. */
export { type TestTimeAugmentation, ttaRuns } from '@miniseg/engine';
export { type EnsembleOptions, ensemble } from '../ensemble.js';
export { CompileError, type CompileErrorCode } from '../errors.js';
export type { SlicePredictor } from '../predictor.js';
export { type ProgramPredictor, programPredictor, type WasmOptions } from '../program-predictor.js';
export { type SegmentAllOptions, segmentAll } from '../segment-all.js';
export { type SegmentVolumeOptions, segmentVolume, type VolumeSource } from '../segment-volume.js';
export { slicesAhead } from '../slices-ahead.js';
export { type SlidingWindow, type SlidingWindowOptions, segmentSlidingWindow } from '../sliding-window.js';
