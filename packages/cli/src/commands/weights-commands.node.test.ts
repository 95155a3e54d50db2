import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fromFloat32, readCheckpoint, writeSafetensors } from '@miniseg/checkpoints';
import { readShared, SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../test/run-cli.js';
import { writeSmallWeights } from '../../test/small-weights.js';

let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
  await writeSmallWeights(at('weights.safetensors'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('miniseg convert', () => {
  it.skipIf(!sharedAvailable)(
    `brings the released checkpoint to safetensors and back from tfjs, bit for bit (${SHARED_HINT})`,
    async () => {
      await writeFile(at('fold1.pth'), await readShared('data/official/miniseg-ct100-fold1.pth'));
      const first = await runCli(
        'convert',
        at('fold1.pth'),
        at('fold1.safetensors'),
        '--mean',
        '0.6',
        '--std',
        '0.3',
      );
      expect(first).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(
          /467 tensors \(torch-legacy\): 421 loaded, 46 step counters, 0 missing, 0 left over/,
        ),
      });
      expect((await runCli('convert', at('fold1.safetensors'), at('tfjs'))).code).toBe(0);
      expect((await readdir(at('tfjs'))).sort()).toEqual(['model.json', 'weights.bin']);
      expect((await runCli('convert', at('tfjs'), at('again.safetensors'))).code).toBe(0);
      expect((await readFile(at('again.safetensors'))).equals(await readFile(at('fold1.safetensors')))).toBe(
        true,
      );
      const original = readCheckpoint(await readShared('data/official/miniseg-ct100-fold1.pth')).tensors;
      const converted = readCheckpoint(new Uint8Array(await readFile(at('again.safetensors')))).tensors;
      expect(converted.size).toBe(467);
      for (const [key, { shape, bytes }] of original) {
        expect([
          key,
          converted.get(key)?.shape,
          Buffer.compare(converted.get(key)?.bytes ?? bytes, bytes),
        ]).toEqual([key, shape, 0]);
      }
    },
  );

  it('refuses unknown output formats, existing files and half a normalization', async () => {
    const from = at('weights.safetensors');
    expect(await runCli('convert', from, at('out.h5'))).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/out\.h5' names no format.*\.safetensors/),
    });
    expect(await runCli('convert', from, from)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/exists already.*--overwrite/),
    });
    expect(await runCli('convert', from, at('x'), '--std', '1')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/belong together/),
    });
    expect(await runCli('convert', at('none'), at('x'))).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/none' cannot be read/),
    });
    expect(await readdir(root)).toEqual(['weights.safetensors']);
  });

  const pickle = (...bytes: (number | string)[]) =>
    Buffer.concat(
      bytes.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.of(part))),
    );
  const hostile: [string, Buffer][] = [
    [
      'a global that would run a program',
      pickle(0x80, 2, 'cposix\nsystem\n', 'X', 4, 0, 0, 0, 'echo', 0x85, 'R.'),
    ],
    ['a negative length', pickle(0x80, 2, 'T', 0xff, 0xff, 0xff, 0xff, '.')],
    ['a gigantic length', pickle(0x80, 4, 0x8e, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, '.')],
    ['noise', Buffer.from('this is no checkpoint of any kind')],
    ['nothing', Buffer.alloc(0)],
  ];
  for (const [title, bytes] of hostile) {
    it(`refuses a file with ${title}, and writes nothing`, async () => {
      await writeFile(at('bad.pth'), bytes);
      const { code, stderr } = await runCli('convert', at('bad.pth'), at('out.safetensors'));
      expect(code).toBe(1);
      expect(stderr).toMatch(/^miniseg: /);
      expect(stderr).not.toMatch(/\n\s+at /);
      expect((await readdir(root)).sort()).toEqual(['bad.pth', 'weights.safetensors']);
    });
  }

  it.skipIf(!sharedAvailable)(
    `refuses a truncated checkpoint wherever it is cut (${SHARED_HINT})`,
    async () => {
      const whole = await readShared('data/official/miniseg-ct100-fold1.pth');
      for (const share of [0.01, 0.2, 0.5, 0.9, 0.999]) {
        await writeFile(at('cut.pth'), whole.subarray(0, Math.floor(whole.length * share)));
        const { code, stderr } = await runCli('convert', at('cut.pth'), at('out.safetensors'));
        expect([share, code, stderr]).toEqual([share, 1, expect.not.stringMatching(/\n\s+at /)]);
      }
    },
  );
});

describe('miniseg info', () => {
  it('says what the weights are, for people and for programs', async () => {
    const { code, stdout } = await runCli('info', at('weights.safetensors'));
    expect(code).toBe(0);
    expect(stdout).toMatch(/preset 'aaai', 2 classes/);
    expect(stdout).toMatch(/filters 4\/8\/12, blocks 1\/1\/1/);
    expect(stdout).toMatch(/mean 0\.5, std 0\.25/);
    const facts = JSON.parse((await runCli('info', at('weights.safetensors'), '--json')).stdout);
    expect(facts).toMatchObject({
      outputs: 3,
      normalization: { mean: 0.5, std: 0.25 },
      options: { classes: 2 },
    });
    expect(facts.parameters).toBeGreaterThan(0);
  });

  it.skipIf(!sharedAvailable)(`knows the released checkpoint (${SHARED_HINT})`, async () => {
    await writeFile(at('fold1.pth'), await readShared('data/official/miniseg-ct100-fold1.pth'));
    const { stdout } = await runCli('info', at('fold1.pth'));
    expect(stdout).toMatch(/82,912/);
    expect(stdout).toMatch(/not remembered/);
  });

  it('refuses the checkpoint of another network', async () => {
    const foreign = new Map([['features.0.weight', fromFloat32(new Float32Array(4), [4])]]);
    await writeFile(at('foreign.safetensors'), writeSafetensors(foreign));
    expect(await runCli('info', at('foreign.safetensors'))).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/'features\.0\.weight', and is not of a MiniSeg network/),
    });
  });
});
