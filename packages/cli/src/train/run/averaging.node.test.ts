import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from '../../../test/run-cli.js';
import { writeTinyConfig } from '../../../test/tiny-config.js';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function train(name: string, more: object) {
  const out = path.join(root, name);
  const config = await writeTinyConfig(path.join(root, `${name}.json`), {
    phantoms: 6,
    epochs: 2,
    keep: 'last',
    ...more,
  });
  const { code, stderr } = await runCli('train', '--out', out, config);
  expect([code, stderr.includes('Error')]).toEqual([0, false]);
  const history = await readFile(path.join(out, 'history.csv'), 'utf8');
  const losses = history.split('\n').map((line) => line.split(',')[3]);
  return { losses, weights: await readFile(path.join(out, 'weights.safetensors')) };
}

it('averaging changes the weights that a run leaves, and not the training', async () => {
  const strong = { augmentation: 'strong', diceWeight: 1 };
  const plain = await train('plain', strong);
  const averaged = await train('averaged', { ...strong, averaging: 0.9 });
  expect(averaged.losses).toEqual(plain.losses);
  expect(averaged.weights.equals(plain.weights)).toBe(false);
  expect((await train('again', { ...strong, averaging: 0.9 })).weights.equals(averaged.weights)).toBe(true);
  expect((await train('entropy', { augmentation: 'strong' })).losses).not.toEqual(plain.losses);
});
