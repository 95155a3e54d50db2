export { type CompileOptions, compile } from './compile.js';
export { CompileError, type CompileErrorCode } from './errors.js';
export { lowerModel } from './lower-model.js';
export type { Predictor, SlicePredictor } from './predictor.js';
export { type SegmentAllOptions, segmentAll } from './segment-all.js';
export { type SegmentVolumeOptions, segmentVolume, type VolumeSource } from './segment-volume.js';
export { slicesAhead } from './slices-ahead.js';
export { type SlidingWindow, type SlidingWindowOptions, segmentSlidingWindow } from './sliding-window.js';
export { TfjsExecutor } from './tfjs-executor.js';
