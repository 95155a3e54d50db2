/**
 * What runs in an engine's process. Requests are lines of JSON on the standard input, {"run": 3}; answers are lines on
 * file descriptor 3, as tfjs greets on the standard output: {"ready": "version"}, then {"times": [ms, ms, ms]}.
 */
import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { timesOf } from './runs.mjs';

/** @returns the options that the benchmark passed: files, size, threads. */
export function readOptions() {
  return JSON.parse(process.argv[2]);
}

/** float32 numbers of a file. */
export function readFloats(file) {
  const bytes = readFileSync(file);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** A line for the benchmark. */
export const answer = (value) => writeSync(3, `${JSON.stringify(value)}\n`);

/** @param timesOf Gives milliseconds of each of so many images in a row. */
export async function answerRuns(timesOf) {
  for await (const line of createInterface({ input: process.stdin })) {
    answer({ times: await timesOf(JSON.parse(line).run) });
  }
  // Threads of an engine would keep the process.
  process.exit();
}

/**
 * @param engine What the engine and its version are called.
 * @param run Computes one image; gives the logits, [classes, height, width], when `wanted`.
 */
export async function serve(engine, run) {
  const { logits, warmUp = 2 } = readOptions();
  for (let i = 0; i < warmUp; i++) await run(false);
  const values = await run(true);
  if (logits) writeFileSync(logits, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  answer({ ready: engine });
  await answerRuns((count) => timesOf(() => run(false), count));
}
