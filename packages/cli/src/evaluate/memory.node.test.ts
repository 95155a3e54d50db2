/** `--max-memory` of `evaluate`: two masks and the distances between them are counted before they are decoded. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encodePng } from '@miniseg/formats';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli } from '../../test/run-cli.js';

let root = '';
const at = (name: string) => path.join(root, name);
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** A block in the middle, two files of the same. */
async function masks(side: number): Promise<string[]> {
  const data = new Uint8Array(side * side);
  for (let row = side >> 2; row < side >> 1; row++) data.fill(255, row * side, row * side + (side >> 1));
  const png = encodePng({ width: side, height: side, channels: 1, data, maxValue: 255 });
  const files = [at('prediction.png'), at('truth.png')];
  for (const file of files) await writeFile(file, png);
  return files;
}

it('masks that need more are refused by name, with what they need and the cure', async () => {
  const { code, stderr } = await runCli('evaluate', ...(await masks(1600)), '--max-memory', '250M');
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/prediction\.png' .*1 x 1600 x 1600 values.*10\d MiB .*--max-memory/),
  ]);
});

it('what fits is scored, and shown in the report within the same memory', async () => {
  const files = await masks(400);
  const options = ['--max-memory', '250M', '--json', at('scores.json'), '--report', at('report.html')];
  const { code, stderr } = await runCli('evaluate', ...files, ...options);
  expect([code, stderr]).toEqual([0, expect.anything()]);
});
