/** Trains on one thread and on two, and reports both, and whether the page may have threads at all. */
import { registerWasmTraining, useWasmThreads } from '@miniseg/backends/wasm-train';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { trainingSteps } from '../../../packages/backends/test/training-steps.js';

setWasmPaths('/wasm/');
registerWasmTraining();
const results = [];
for (const threads of [1, 2, 3]) {
  const used = await useWasmThreads(threads);
  results.push({ used, aaai: await trainingSteps('aaai', 2), paper: await trainingSteps('paper', 1) });
}
document.getElementById('report')!.textContent = JSON.stringify({
  isolated: globalThis.crossOriginIsolated,
  results,
});
