/** Settings of a run of a second: a tiny network on tiny slices. */
import { writeFile } from 'node:fs/promises';

export const TINY = {
  recipe: 'quick',
  network: { filters: [4, 8, 12], blocks: [1, 1, 1], headDropout: 0.1 },
  size: 32,
  scales: [1, 0.75],
  epochs: 2,
  batchSize: 2,
  classWeights: 'inverse-log',
  seed: 5,
  backend: 'wasm',
};

/** @param more Goes over the settings. */
export async function writeTinyConfig(file: string, more: object = {}): Promise<string> {
  await writeFile(file, JSON.stringify({ ...TINY, ...more }));
  return file;
}
