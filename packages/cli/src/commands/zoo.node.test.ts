import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readCheckpoint, writeSafetensors } from '@miniseg/checkpoints';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../test/run-cli.js';
import { writeTinyConfig } from '../../test/tiny-config.js';

let folder: string;
const at = (...parts: string[]) => path.join(folder, ...parts);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'miniseg-zoo-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('miniseg zoo', () => {
  it('prints the counts of the networks beside those of the table', async () => {
    const { code, stdout } = await runCli('zoo', '--no-time', '--network', 'enet', 'espnetv2');
    expect(code).toBe(0);
    expect(stdout).toMatch(/ENet +enet +363,197 +363\.2K +1\.92G +1\.92G +1\.89G +\d+\.\d\d GB +-/);
    expect(stdout).toMatch(/ESPNetv2 +espnetv2 +335,850 +335\.85K +0\.77G/);
  });

  it('has the same as JSON, with the time of one image', async () => {
    const { code, stdout } = await runCli('zoo', '--json', '--network', 'mobilenetv3');
    expect(code).toBe(0);
    const [row] = JSON.parse(stdout);
    expect(row).toMatchObject({ network: 'mobilenetv3', parameters: 1_904_060, flops: 364_407_902 });
    expect(row.milliseconds).toBeGreaterThan(0);
  });

  it('refuses a name that it does not know', async () => {
    const { code, stderr } = await runCli('zoo', '--network', 'vgg');
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/vgg.*invalid/s);
  });
});

describe('--network', () => {
  it('trains a rival, and its weights segment, are scored and are converted', async () => {
    const config = await writeTinyConfig(at('run.json'), { network: 'espnet', phantoms: 6, epochs: 1 });
    const trained = await runCli('train', '--out', at('run'), config);
    expect([trained.code, trained.stderr.includes('Error')]).toEqual([0, false]);
    expect(trained.stderr).toContain('; espnet, 345,573 parameters');
    expect(await readFile(at('run', 'report.html'), 'utf8')).toContain('espnet trained on 6 phantoms');
    const weights = at(
      'run',
      (await readdir(at('run'))).find((name) => name.endsWith('.safetensors')) as string,
    );

    const phantoms = await runCli('data', 'phantom', '--out', at('data'), '--count', '2', '--size', '64');
    expect([phantoms.code, phantoms.stderr]).toEqual([0, expect.any(String)]);
    const segmented = await runCli(
      'segment',
      at('data', 'images'),
      '--weights',
      weights,
      '--out',
      at('masks'),
      '--no-overlay',
    );
    expect([segmented.code, segmented.stderr]).toEqual([0, expect.any(String)]);
    const scored = await runCli(
      'evaluate',
      '--weights',
      weights,
      '--network',
      'espnet',
      '--data',
      at('data'),
    );
    expect([scored.code, scored.stderr]).toEqual([0, expect.any(String)]);

    for (const [to, ...more] of [['again.safetensors'], ['espnet.onnx'], ['folder', '--to', 'tfjs']]) {
      const { code, stdout } = await runCli('convert', weights, at(to), ...more);
      expect([to, code, stdout]).toEqual([to, 0, expect.stringContaining('345,573 parameters')]);
    }
    expect(await readFile(at('again.safetensors'))).toEqual(await readFile(weights));
  });

  it('says of which network a bare state dict is, and contradicts none that says it itself', async () => {
    const { tensors } = readCheckpoint(new Uint8Array(await readFile(at('again.safetensors'))));
    await writeFile(at('bare.safetensors'), writeSafetensors(tensors, {}));
    const unnamed = await runCli('convert', at('bare.safetensors'), at('a.onnx'));
    expect(unnamed.code).not.toBe(0);
    const named = await runCli('convert', '--network', 'espnet', at('bare.safetensors'), at('b.onnx'));
    expect(named.code).toBe(0);
    const wrong = await runCli('convert', '--network', 'enet', at('again.safetensors'), at('c.onnx'));
    expect([wrong.code !== 0, wrong.stderr]).toEqual([
      true,
      expect.stringMatching(/of the network 'espnet'/),
    ]);
  });
});
