/**
 * The most multiply-adds a second that WebAssembly SIMD reaches here: the loops of assembly/peak.ts on one thread, or on
 * several at once. A "run" is a fixed number of operations of the fastest loop, so that the time gives the rate.
 */
import { readFileSync } from 'node:fs';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { readOptions, serve } from './serve.mjs';

/** Multiply-adds of four numbers in one step. */
const LOOPS = { tile3x3: 9, tile2x5: 10, registers: 10 };

/** Runs each loop once or more; @returns a function that does `macs` multiply-adds in the loop that was fastest. */
function prepare(wasm, macs) {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm));
  exports.memory.grow(1);
  new Float32Array(exports.memory.buffer).fill(0.5);
  const [x, y, out] = [0, 1024, 2048];
  const loop = (name) => () => exports[name](x, y, out, Math.round(macs / (4 * LOOPS[name])));
  const timed = Object.keys(LOOPS).map((name) => {
    const run = loop(name);
    run();
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 5; i++) {
      const start = performance.now();
      run();
      best = Math.min(best, performance.now() - start);
    }
    return { name, run, best };
  });
  return timed.sort((a, b) => a.best - b.best)[0];
}

if (isMainThread) {
  const { wasm: file, macs, threads, relaxed } = readOptions();
  const wasm = readFileSync(file);
  const workers = Array.from(
    { length: threads },
    () => new Worker(new URL(import.meta.url), { workerData: { wasm, macs: macs / threads } }),
  );
  const next = (worker) => new Promise((resolve) => worker.once('message', resolve));
  const names = await Promise.all(workers.map(next));
  const label = `wasm SIMD${relaxed ? ', relaxed' : ''} (${[...new Set(names)].join(', ')})`;
  await serve(label, async () => {
    const done = workers.map(next);
    for (const worker of workers) worker.postMessage('run');
    await Promise.all(done);
    return new Float32Array();
  });
} else {
  const { name, run } = prepare(workerData.wasm, workerData.macs);
  parentPort.on('message', () => {
    run();
    parentPort.postMessage('done');
  });
  parentPort.postMessage(name);
}
