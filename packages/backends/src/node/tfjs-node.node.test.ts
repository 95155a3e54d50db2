import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { conv2d, getBackend, ones, type Tensor4D } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BackendError, backendFacts, selectBackend } from '../index.js';
import { restoreUtil } from './restore-util.js';
import { findTfjsNode, loadTfjsNode } from './tfjs-node.js';

const NAME = '@tensorflow/tfjs-node';
const installed = findTfjsNode(NAME) !== undefined;
let root = '';
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-backends-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true, force: true });
});

async function install(folder: string, code: string): Promise<string> {
  const home = path.join(folder, 'node_modules', NAME);
  await mkdir(home, { recursive: true });
  await writeFile(path.join(home, 'package.json'), JSON.stringify({ name: NAME, main: 'index.js' }));
  await writeFile(path.join(home, 'index.js'), code);
  return path.join(home, 'index.js');
}

describe('findTfjsNode', () => {
  it('finds nothing where nothing is', () => {
    vi.stubEnv('MINISEG_TFJS_NODE', '');
    expect(findTfjsNode(NAME, [root])).toBeUndefined();
  });

  it('finds what is installed in a folder above, and what is staged there', async () => {
    const inner = path.join(root, 'a', 'b');
    await mkdir(inner, { recursive: true });
    const staged = await install(path.join(root, 'node_modules/.cache/miniseg/tfjs-node'), '');
    expect(findTfjsNode(NAME, [inner])).toBe(staged);
    const file = await install(root, '');
    expect(findTfjsNode(NAME, [inner])).toBe(file);
  });

  it('takes the folder that MINISEG_TFJS_NODE names before any other', async () => {
    await install(root, '');
    const elsewhere = path.join(root, 'elsewhere');
    const file = await install(elsewhere, '');
    vi.stubEnv('MINISEG_TFJS_NODE', elsewhere);
    expect(findTfjsNode(NAME, [root])).toBe(file);
  });
});

describe('loadTfjsNode', () => {
  it('says why an installed package does not load, and how its native part is built', async () => {
    await install(root, "throw new Error('tfjs_binding.node can not be found\\nsecond line')");
    vi.stubEnv('MINISEG_TFJS_NODE', root);
    let error: unknown;
    try {
      loadTfjsNode(NAME);
    } catch (caught) {
      error = caught;
    }
    expect(BackendError.isInstance(error) && error.code).toBe('failed');
    expect((error as BackendError).message).toMatch(
      /is installed \(.*\) but does not load on Node [\d.]+: tfjs_binding\.node can not be found Build its native/,
    );
  });

  it.skipIf(!installed)(
    'computes on TensorFlow, repaired and passing its checks (needs npm run setup:tfjs-node)',
    async () => {
      const warn = vi.spyOn(console, 'warn');
      const report = await selectBackend({ allow: ['node', 'cpu'], train: true, quiet: true });
      expect(report.chosen).toBe('node');
      expect(report.repairs).toContain('explicit padding as pad + valid');
      expect(getBackend()).toBe('tensorflow');
      expect(await backendFacts()).toMatchObject({
        floatBits: 32,
        version: expect.stringMatching(/^TensorFlow 2\./),
      });
      const sums = await conv2d(
        ones([1, 5, 5, 2]) as Tensor4D,
        ones([3, 3, 2, 4]) as Tensor4D,
        1,
        'same',
      ).data();
      expect(sums[0]).toBe(8);
      expect(warn).not.toHaveBeenCalled();
    },
  );
});

describe('restoreUtil', () => {
  it('puts back what Node 23 took out, and says so', () => {
    const util: Record<string, unknown> = {};
    expect(restoreUtil(util)).toMatch(/^util\.isArray and util\.isNullOrUndefined, which .* were put back/);
    const { isArray, isNullOrUndefined } = util as Record<string, (value: unknown) => boolean>;
    expect([isArray([]), isArray({}), isNullOrUndefined(null), isNullOrUndefined(0)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it('leaves alone what is there', () => {
    const isArray = () => false;
    const util: Record<string, unknown> = { isArray, isNullOrUndefined: isArray };
    expect(restoreUtil(util)).toBeUndefined();
    expect(util.isArray).toBe(isArray);
  });
});
