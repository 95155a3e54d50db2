import { registerWasmTraining } from './register-wasm-training.js';

export { registerWasmTraining, type WasmTrainingOptions } from './register-wasm-training.js';
export { useWasmThreads, type WasmThreads } from './use-wasm-threads.js';

registerWasmTraining();
