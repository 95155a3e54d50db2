/** The examples that run in Node, as their READMEs start them, with less work where a flag allows it. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from './support/run.js';
import { type TemporaryFolder, temporaryFolder } from './support/temporary-folder.js';

const examples = fileURLToPath(new URL('../examples', import.meta.url));

describe('the examples', () => {
  let folder: TemporaryFolder;
  beforeAll(async () => {
    folder = await temporaryFolder();
  });
  afterAll(() => folder?.remove());

  const example = (file: string, ...args: string[]) =>
    run(process.execPath, [path.join(examples, file), ...args], folder.path);

  it('are all in the list', async () => {
    const list = await readFile(path.join(examples, 'README.md'), 'utf8');
    const entries = await readdir(examples, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(names.filter((name) => !list.includes(`](${name})`))).toEqual([]);
  });

  it('metrics-only prints the table of its masks, without tfjs', async () => {
    const printed = await example('metrics-only/index.mjs');
    expect(printed).toMatch(/mIoU.*SEN.*SPC.*DSC.*HD/);
    expect(printed).toMatch(/HD of slice_4\.png is undefined/);
    expect(printed).toMatch(/HD is a mean over 3 of 4 cases, in px\./);
  });

  it('ahsp-in-a-unet trains, saves and loads', async () => {
    const printed = await example('ahsp-in-a-unet/index.mjs');
    const losses = [...printed.matchAll(/epoch \d: loss ([\d.]+)/g)].map(([, loss]) => Number(loss));
    expect(losses).toHaveLength(5);
    expect(losses[4]).toBeLessThan(0.8 * losses[0]);
    expect(printed).toMatch(/largest difference after loading: 0$/m);
  }, 120_000);

  it('train-node trains, and the same command again continues where it was', async () => {
    const few = ['--phantoms', '10', '--size', '32', '--out', 'run'];
    expect(await example('train-node/train.mjs', ...few, '--epochs', '1')).toMatch(
      /8 slices to train on, 2 to validate\.\n82,912 parameters on wasm\.\nepoch 1\/1: loss [\d.]+, DSC [\d.]+/,
    );
    const weights = path.join(folder.path, 'run', 'weights.safetensors');
    const before = await readFile(weights);
    expect(await example('train-node/train.mjs', ...few, '--epochs', '1')).toMatch(
      /Continuing after step 2\./,
    );
    expect((await readFile(weights)).equals(before)).toBe(true);
  }, 120_000);
});
