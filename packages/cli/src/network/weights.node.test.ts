/** What a `model.json` may name, and whose hash is recorded: that of what was read. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processorTime } from '../../test/processor-time.js';
import { runCli } from '../../test/run-cli.js';
import { writeSmallWeights } from '../../test/small-weights.js';

let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
const hashOf = async (...files: string[]) => {
  const hash = createHash('sha256');
  for (const file of files) hash.update(await readFile(file));
  return hash.digest('hex');
};
const recorded = async (where: string) => {
  const { code, stdout, stderr } = await runCli('info', where, '--json');
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout).sha256;
};
/** Changes the model.json of the folder `model`. */
async function change(edit: (json: { weightsManifest: { paths: unknown; weights: object[] }[] }) => void) {
  const json = JSON.parse(await readFile(at('model', 'model.json'), 'utf8'));
  edit(json);
  await writeFile(at('model', 'model.json'), JSON.stringify(json));
}

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-weights-'));
  await writeSmallWeights(at('weights.safetensors'));
  await runCli('convert', at('weights.safetensors'), at('model'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('provenance', () => {
  it('of one file is its hash, of a tfjs model that of model.json and its shards, as cat and sha256sum give it', async () => {
    expect(await recorded(at('weights.safetensors'))).toBe(await hashOf(at('weights.safetensors')));
    const both = [at('model', 'model.json'), at('model', 'weights.bin')];
    expect(await recorded(at('model'))).toBe(await hashOf(...both));
    expect(await recorded(at('model', 'model.json'))).toBe(await hashOf(...both));
  });

  it('of shards with the names that tfjs’s converter gives is that of all of them, and no decoy’s', async () => {
    const weights = await readFile(at('model', 'weights.bin'));
    const shards = ['group1-shard1of2.bin', 'group1-shard2of2.bin'].map((name) => at('model', name));
    await writeFile(shards[0], weights.subarray(0, 1001));
    await writeFile(shards[1], weights.subarray(1001));
    const decoy = await readFile(at('model', 'weights.bin'));
    await writeFile(at('model', 'weights.bin'), decoy.fill(7));
    await change(({ weightsManifest: [group] }) => {
      group.paths = shards.map((file) => path.basename(file));
    });
    expect(await recorded(at('model'))).toBe(await hashOf(at('model', 'model.json'), ...shards));
    await rm(at('model', 'weights.bin'));
    expect(await recorded(at('model'))).toBe(await hashOf(at('model', 'model.json'), ...shards));
  });

  it('changes with the description, not only with the weights', async () => {
    const before = await recorded(at('model'));
    await change((json) => Object.assign(json, { generatedBy: 'somebody' }));
    expect(await recorded(at('model'))).not.toBe(before);
  });
});

describe('a model.json', () => {
  const refusal = async (reason: RegExp) => {
    for (const command of [
      ['info', at('model')],
      ['convert', at('model'), at('out.safetensors')],
    ]) {
      const { result, milliseconds } = await processorTime(() => runCli(...command));
      const { code, stderr } = result;
      expect(stderr).toMatch(reason);
      expect(stderr).not.toMatch(/\n\s+at /);
      expect(code).toBe(1);
      expect(milliseconds).toBeLessThan(5000);
    }
  };
  const naming = (name: unknown) =>
    change(({ weightsManifest: [group] }) => {
      group.paths = [name];
    });

  it.each([
    '../weights.bin',
    '/dev/zero',
    '..\\weights.bin',
    'C:\\weights.bin',
    '%2e%2e/weights.bin',
    '%2e%2e%2fweights.bin',
    'file:///dev/zero',
    'nul',
    './weights.bin',
    7,
    null,
    { toString: 'weights.bin' },
  ])('that names %j is refused', async (name) => {
    await rename(at('model', 'weights.bin'), at('weights.bin'));
    await naming(name);
    await refusal(/model\.json' is no saved tfjs model: it names the file .*, which /);
  });

  it('that leads to a device, a pipe, a folder or out of its folder by a link is refused at once', async () => {
    await cp(at('model', 'weights.bin'), at('secret.bin'));
    await symlink('/dev/zero', at('model', 'endless.bin'));
    await symlink('../secret.bin', at('model', 'linked.bin'));
    execFileSync('mkfifo', [at('model', 'pipe.bin')]);
    execFileSync('mkdir', [at('model', 'folder.bin')]);
    for (const name of ['endless.bin', 'linked.bin', 'pipe.bin', 'folder.bin']) {
      await naming(name);
      await refusal(/a link that leaves the folder|is no plain file/);
    }
  });

  it('whose shards are not as long as its weights is refused before they are read', async () => {
    await truncate(at('model', 'weights.bin'), 2 ** 36);
    await refusal(/its weights have \d+ bytes and the files weights\.bin 68719476736/);
    await truncate(at('model', 'weights.bin'), 100);
    await refusal(/its weights have \d+ bytes and the files weights\.bin 100/);
  });

  it.each([
    ['a shape of a million millions', { shape: [1e12, 1e12] }],
    ['a negative shape', { shape: [-1] }],
    ['no shape', { shape: undefined }],
    ['a type that is none', { dtype: 'constructor' }],
    ['text', { dtype: 'string' }],
    ['a quantization that is none', { quantization: { dtype: '__proto__' } }],
    ['no name', { name: 7 }],
  ])('whose weights have %s is refused', async (_, wrong) => {
    await change(({ weightsManifest: [group] }) => Object.assign(group.weights[0], wrong));
    await refusal(/model\.json' is no saved tfjs model: /);
  });

  it('that is itself a device is no model', async () => {
    await rm(at('model', 'model.json'));
    await symlink('/dev/zero', at('model', 'model.json'));
    await refusal(/is no saved tfjs model: .* is a device/);
  });
});
