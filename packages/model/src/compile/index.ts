export { type CompileOptions, compile } from './compile.js';
export { lowerModel } from './lower-model.js';
export type { Predictor } from './predictor.js';
export { TfjsExecutor } from './tfjs-executor.js';
