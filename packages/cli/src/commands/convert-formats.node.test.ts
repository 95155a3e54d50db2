/** `miniseg convert` to ONNX and to small safetensors files; weights-commands.node.test.ts has the rest. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { readSafetensors } from '@miniseg/checkpoints';
import { exportOnnx } from '@miniseg/model';
import { loadModel } from '@miniseg/model/node';
import { readShared, SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { phantomPng } from '../../test/phantom.js';
import { runCli } from '../../test/run-cli.js';
import { writeSmallWeights } from '../../test/small-weights.js';

let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
const bytes = async (name: string) => new Uint8Array(await readFile(at(name)));
const convert = (to: string, ...options: string[]) =>
  runCli('convert', at('weights.safetensors'), at(to), ...options);
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-convert-'));
  await writeSmallWeights(at('weights.safetensors'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('miniseg convert', () => {
  it('writes what exportOnnx makes, by the suffix or by --to, with the heads that are asked for', async () => {
    const model = await loadModel(at('weights.safetensors'));
    const [main, all] = [await exportOnnx(model), await exportOnnx(model, { heads: 'all' })];
    expect(await convert('a.onnx')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`${main.length.toLocaleString('en-US')} bytes`),
    });
    expect((await convert('b', '--to', 'onnx', '--heads', 'all')).code).toBe(0);
    expect(await bytes('a.onnx')).toEqual(main);
    expect(await bytes('b')).toEqual(all);
    model.dispose();
  });

  for (const [dtype, stored] of [
    ['float16', 'F16'],
    ['int8', 'I8'],
  ]) {
    it(`writes ${dtype} weights that info, convert and segment read like any other`, async () => {
      expect((await convert('small.safetensors', '--dtype', dtype)).code).toBe(0);
      const { tensors } = readSafetensors(await bytes('small.safetensors'));
      expect([...tensors.values()].map((tensor) => tensor.dtype)).toContain(stored);
      expect([...tensors.values()].map((tensor) => tensor.dtype)).not.toContain('F32');
      expect((await runCli('info', at('small.safetensors'))).stdout).toMatch(/mean 0.5, std 0.25/);
      expect(await runCli('convert', at('small.safetensors'), at('again.safetensors'))).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/132 loaded, 16 step counters, 0 missing, 0 left over/),
      });
      await writeFile(at('slice.png'), phantomPng(1));
      const { code } = await runCli(
        'segment',
        at('slice.png'),
        '--weights',
        at('small.safetensors'),
        '--out',
        at('results'),
        '--backend',
        'cpu',
      );
      expect(code).toBe(0);
      expect(await readdir(at('results'))).toContain('slice.png');
    });
  }

  it.skipIf(!sharedAvailable)(
    `brings the released weights below 100 kB over the wire as int8, and to half as float16 (${SHARED_HINT})`,
    async () => {
      await writeFile(at('fold1.pth'), await readShared('data/official/miniseg-ct100-fold1.pth'));
      const sizes: Record<string, number> = {};
      for (const dtype of ['float32', 'float16', 'int8']) {
        const file = `${dtype}.safetensors`;
        expect((await runCli('convert', at('fold1.pth'), at(file), '--dtype', dtype)).code).toBe(0);
        sizes[dtype] = gzipSync(await bytes(file)).length;
      }
      expect(sizes.int8).toBeLessThan(100_000);
      expect(sizes.float16).toBeLessThan(0.52 * sizes.float32);
    },
  );

  const refused: [string, string[], RegExp][] = [
    ['--dtype for ONNX', ['out.onnx', '--dtype', 'int8'], /--dtype is for safetensors.*onnx/],
    ['--heads for safetensors', ['out.safetensors', '--heads', 'all'], /--heads is for ONNX.*safetensors/],
    [
      'a name and a format that contradict each other',
      ['out.onnx', '--to', 'tfjs'],
      /--to tfjs.*out\.onnx.*contradict/,
    ],
    ['model.json as ONNX', ['model.json', '--to', 'onnx'], /contradict/],
    ['an unknown dtype', ['out.safetensors', '--dtype', 'int4'], /int4.*float16/],
    ['a suffix of no format', ['out.h5'], /names no format/],
  ];
  for (const [title, [to, ...options], message] of refused) {
    it(`refuses ${title}, and writes nothing`, async () => {
      expect(await convert(to, ...options)).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(message),
      });
      expect(await readdir(root)).toEqual(['weights.safetensors']);
    });
  }
});
