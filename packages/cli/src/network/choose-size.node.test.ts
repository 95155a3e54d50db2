import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exportSafetensors, miniSeg, setModelMetadata } from '@miniseg/model';
import { useBackend } from '@miniseg/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from '../../test/run-cli.js';

let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
  await useBackend('cpu');
  const model = miniSeg({
    preset: 'aaai',
    filters: [4, 8, 12],
    blocks: [1, 1, 1],
    initialization: 'kaiming',
    seed: 6,
  });
  setModelMetadata(model, { normalization: { mean: 0.5, std: 0.25 } });
  await writeFile(at('old.safetensors'), await exportSafetensors(model));
  setModelMetadata(model, { inputSize: 32 });
  await writeFile(at('new.safetensors'), await exportSafetensors(model));
  model.dispose();
  await runCli('data', 'phantom', '--out', at('data'), '--count', '2', '--size', '64');
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function segment(weights: string, ...more: string[]) {
  const called = await runCli(
    'segment',
    at('data', 'images'),
    '--weights',
    at(weights),
    '--out',
    at('out'),
    '--overwrite',
    '--engine',
    'plain',
    ...more,
  );
  expect(called).toMatchObject({ code: 0 });
  const report = JSON.parse(await readFile(at('out', 'report.json'), 'utf8'));
  return { ...called, report, mask: await readFile(at('out', 'phantom_0000.png')) };
}

it('segment sees slices at the size that the weights were trained at, unless told otherwise', async () => {
  const remembered = await segment('new.safetensors');
  expect(remembered.stderr).toMatch(/seen at 32 x 32 pixels, as in the training.*--size own/);
  expect(remembered.report.weights.inputSize).toBe(32);
  const asked = await segment('old.safetensors', '--size', '32');
  expect(asked.stderr).not.toMatch(/as in the training/);
  expect(asked.report.weights).not.toHaveProperty('inputSize');
  expect(asked.mask.equals(remembered.mask)).toBe(true);
  const own = await segment('new.safetensors', '--size', 'own');
  expect(own.stderr).not.toMatch(/as in the training/);
  expect(own.mask.equals(remembered.mask)).toBe(false);
  expect((await segment('old.safetensors')).mask.equals(own.mask)).toBe(true);
  expect((await segment('new.safetensors', '--size', '64')).mask.equals(own.mask)).toBe(true);
  expect((await segment('new.safetensors', '--tile', '64')).mask.equals(own.mask)).toBe(true);
});

it('evaluate does the same, and tells the size', async () => {
  const evaluate = async (weights: string, ...more: string[]) => {
    const { stdout } = await runCli(
      'evaluate',
      '--weights',
      at(weights),
      '--data',
      at('data'),
      '--json',
      '-',
      ...more,
    );
    const { mean, used: _, ...facts } = JSON.parse(stdout);
    return { mean, size: facts.size };
  };
  const remembered = await evaluate('new.safetensors');
  expect(remembered.size).toBe(32);
  expect(await evaluate('old.safetensors', '--size', '32')).toEqual(remembered);
  const own = await evaluate('old.safetensors');
  expect(own.mean).not.toEqual(remembered.mean);
  expect(await evaluate('new.safetensors', '--size', 'own')).toEqual(own);
});

it('info tells it, and convert keeps it, or adds it to weights that lack it', async () => {
  const told = async (file: string) => (await runCli('info', at(file))).stdout;
  expect(await told('new.safetensors')).toMatch(/trained at +32 x 32 pixels/);
  expect(await told('old.safetensors')).toMatch(/trained at +not remembered/);
  expect((await runCli('convert', at('new.safetensors'), at('tfjs'))).code).toBe(0);
  expect(await told('tfjs')).toMatch(/trained at +32 x 32/);
  expect((await runCli('convert', at('tfjs'), at('again.safetensors'))).code).toBe(0);
  expect((await readFile(at('again.safetensors'))).equals(await readFile(at('new.safetensors')))).toBe(true);
  await runCli('convert', at('old.safetensors'), at('added.safetensors'), '--size', '48', '--dtype', 'int8');
  expect(JSON.parse((await runCli('info', at('added.safetensors'), '--json')).stdout).inputSize).toBe(48);
});

it('a size must be a number of pixels or own', async () => {
  const { code, stderr } = await runCli(
    'segment',
    at('data'),
    '--weights',
    'w',
    '--out',
    at('out'),
    '--size',
    'big',
  );
  expect([code, stderr]).toEqual([2, expect.stringMatching(/'big' is invalid.*whole number of at least 16/)]);
});
