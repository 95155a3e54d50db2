/** What can go wrong with tfjs-node and tfjs-node-gpu, played by packages that fail as they do. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { engine, getBackend } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { BackendError, selectBackend, useBackend } from '../index.js';
import type { NativePackage } from './native-package.js';
import { findTfjsNode, loadTfjsNode } from './tfjs-node.js';

const GPU = '@tensorflow/tfjs-node-gpu';
const installed = findTfjsNode(GPU) !== undefined;
let root = '';
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-backends-'));
  vi.stubEnv('MINISEG_TFJS_NODE', root);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true, force: true });
});

async function install(name: NativePackage, code: string): Promise<void> {
  const home = path.join(root, 'node_modules', name);
  await mkdir(home, { recursive: true });
  await writeFile(path.join(home, 'package.json'), JSON.stringify({ name, main: 'index.js' }));
  await writeFile(path.join(home, 'index.js'), code);
}

it.each([
  [
    'its native part was never built or fetched',
    'The Node.js native addon module (tfjs_binding.node) can not be found at path: /x. \nPlease run',
    /tfjs_binding\.node\) can not be found .*Build its native part: npm rebuild @tensorflow\/tfjs-node-gpu .*pnpm approve-builds/,
  ],
  [
    'CUDA is missing',
    'libcudart.so.11.0: cannot open shared object file: No such file or directory',
    /libcudart.* TensorFlow's GPU library needs an NVIDIA driver, CUDA 11\.2 and cuDNN 8\.1.*or use @tensorflow\/tfjs-node\./,
  ],
  [
    'libtensorflow is missing',
    'libtensorflow.so.2: cannot open shared object file: No such file or directory',
    /libtensorflow.* A library that it needs is missing, mostly TensorFlow's own.*npm rebuild @tensorflow\/tfjs-node-gpu/,
  ],
  [
    'a library is missing on Windows',
    'The specified module could not be found.',
    /A library that it needs is missing/,
  ],
  [
    'TensorFlow is of another version',
    '/x/tfjs_binding.node: undefined symbol: TFE_NewContextOptions',
    /undefined symbol.* The TensorFlow library beside it is of another version .*npm rebuild/,
  ],
  [
    'the system is older than the one it was built for',
    "/lib/libc.so.6: version `GLIBC_2.38' not found",
    /GLIBC_2\.38.* It was built for another system\. Run: npm rebuild/,
  ],
])('says what to do where %s', async (_, thrown, message) => {
  await install(GPU, `throw new Error(${JSON.stringify(thrown)})`);
  expect(() => loadTfjsNode(GPU)).toThrow(message);
  expect(() => loadTfjsNode(GPU)).toThrow(`does not load on Node ${process.versions.node}: `);
});

it('puts back for it what newer versions of Node lack, and says so when it fails all the same', async () => {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  const before = util.isNullOrUndefined;
  delete util.isNullOrUndefined;
  try {
    await install(GPU, "if (require('util').isNullOrUndefined(null)) throw new Error('no device');");
    expect(() => loadTfjsNode(GPU)).toThrow(
      /no device \(util\.isNullOrUndefined, which this version of Node no longer has, .* put back for it\.\)/,
    );
  } finally {
    util.isNullOrUndefined = before;
  }
});

it.skipIf(installed)('where none is installed, says what the one for graphics processors needs', () => {
  expect(() => loadTfjsNode(GPU)).toThrow(
    /'node-gpu' is not installed\. Run: npm install @tensorflow\/tfjs-node-gpu, which needs .*CUDA 11\.2/,
  );
});

it('TensorFlow without CUDA loads, computes on the processor, and is not taken for node-gpu', async () => {
  const core = createRequire(import.meta.url).resolve('@tensorflow/tfjs-core');
  await install(
    GPU,
    `const tf = require(${JSON.stringify(core)});
     class OnProcessor extends tf.KernelBackend { isUsingGpuDevice = false; dispose() {} }
     tf.registerBackend('tensorflow', () => new OnProcessor(), 3);
     tf.setBackend('tensorflow');`,
  );
  const error = await selectBackend({ allow: ['node-gpu'], quiet: true }).catch((caught) => caught);
  expect(BackendError.isInstance(error)).toBe(true);
  expect(error.message).toMatch(
    /node-gpu: The backend 'node-gpu' starts, and TensorFlow finds no graphics processor\. It needs .*CUDA 11\.2.*TF_CPP_MIN_LOG_LEVEL=0.*'node' or 'wasm'/,
  );
  expect(engine().backendNames()).not.toContain('tensorflow');
  await useBackend('cpu');
  await expect(useBackend('node-gpu')).rejects.toThrow(/no graphics processor/);
  expect(getBackend()).toBe('cpu');
  expect((await selectBackend({ allow: ['node-gpu', 'cpu'], quiet: true })).chosen).toBe('cpu');
});
