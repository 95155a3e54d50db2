/** Rounds in which every engine has its turn, so that a slow moment of the machine meets all of them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { median } from '../median.mjs';
import { peerEnvironment } from '../python.mjs';
import { EngineProcess } from './engine-process.mjs';

/** Images in a row at each turn; the median of their times counts. */
const IMAGES = 3;
/** The first round finds caches and clocks in any state. */
const WARM_UP = 1;

/**
 * @returns for each engine that runs its version, the times of its rounds (a hole where it sat out), and its logits;
 *   or the error for one that does not.
 */
export async function measureGroup({ engines, threads, inputs, folder, rounds }) {
  const started = [];
  try {
    for (const [i, engine] of engines.entries()) {
      const count = engine.threads.includes(threads) ? threads : engine.threads[0];
      const logits = path.join(folder, `logits-${i}.f32`);
      const runner = new EngineProcess(
        engine.command,
        { ...inputs, ...engine.options, threads: count, logits },
        peerEnvironment(),
      );
      const result = { engine, threads: count, times: [] };
      started.push({ runner, result });
      try {
        result.version = await runner.ready;
        result.logits = floats(logits);
      } catch (error) {
        result.error = error.message;
      }
    }
    for (let round = 0; round < WARM_UP + rounds; round++) {
      for (const { runner, result } of started) await turn(runner, result, round);
    }
    return started.map(({ result }) => result);
  } finally {
    for (const { runner } of started) runner.stop();
  }
}

async function turn(runner, result, round) {
  const { engine, error, times } = result;
  if (error) return;
  const slow = engine.rounds !== undefined;
  const counted = round - WARM_UP;
  if (slow && (counted < 0 || counted >= engine.rounds)) return;
  try {
    const measured = await runner.run(slow ? 1 : IMAGES);
    if (counted >= 0) times[counted] = median(measured);
  } catch (failure) {
    result.error = failure.message;
  }
}

function floats(file) {
  const bytes = readFileSync(file);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** Median over the rounds of a's time / b's time: both saw the same moment of the machine. */
export function ratio(a, b) {
  const pairs = a.flatMap((time, i) => (time === undefined || b[i] === undefined ? [] : [time / b[i]]));
  return pairs.length > 0 ? median(pairs) : undefined;
}

export function largestDifference(a, b) {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}
