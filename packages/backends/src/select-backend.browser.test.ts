import { getBackend } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { backendFacts, isRight, selectBackend, wasmFeatures } from './index.js';

// Of a file, as vite takes a folder for the package's main file.
const wasmFile = new URL(
  '../node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
  import.meta.url,
);
const wasmPath = new URL('.', wasmFile).href;

it('puts graphics in software after wasm, and says so', async () => {
  const report = await selectBackend({ wasmPath, quiet: true });
  expect(report).toMatchObject({ chosen: 'wasm', environment: 'page', defects: [] });
  const reasons = new Map(report.candidates.map((each) => [each.name, each]));
  for (const name of ['webgl', 'webgpu'] as const) {
    expect(reasons.get(name)).toMatchObject({
      status: 'not needed',
      cure: expect.stringContaining('hardware'),
    });
    expect(reasons.get(name)?.reason).toMatch(/in software here \(.*swiftshader.*slower than wasm/i);
  }
  expect(await backendFacts()).toMatchObject({ floatBits: 32, threads: 1, simd: true });
  expect(wasmFeatures()).toMatchObject({ simd: true, threads: true });
  expect(reasons.get('node')).toMatchObject({ status: 'not here', reason: 'node needs Node.' });
});

it.each([
  ['webgl', { floatBits: 32, version: 'WebGL 2' }],
  ['webgpu', { floatBits: 32 }],
] as const)('starts %s where it is preferred, and computes rightly there', async (name, facts) => {
  const report = await selectBackend({ prefer: name, quiet: true });
  expect(report).toMatchObject({ chosen: name, software: true });
  expect(report.hardware).toMatch(/swiftshader/i);
  expect(getBackend()).toBe(name);
  expect(report.checks.filter(({ forward }) => !isRight(forward))).toEqual([]);
  expect(await backendFacts()).toMatchObject(facts);
});

it('gives wasm in a page its training kernels', async () => {
  const report = await selectBackend({ allow: ['wasm'], train: true, quiet: true });
  expect(report).toMatchObject({ chosen: 'wasm', defects: [] });
  expect(report.repairs).toEqual(['training kernels of @miniseg/backends/wasm-train']);
});

it('times a small step on a card and on wasm, takes the faster, and says both figures', async () => {
  const options = { allow: ['webgl', 'wasm'], measure: 'all', train: true, wasmPath, quiet: true } as const;
  const report = await selectBackend(options);
  expect(report.chosen).toBe('wasm');
  expect(getBackend()).toBe('wasm');
  const [webgl, wasm] = ['webgl', 'wasm'].map((name) => report.candidates.find((each) => each.name === name));
  expect(webgl).toMatchObject({
    status: 'slower',
    reason: expect.stringMatching(/training step takes [\d.]+ ms on webgl and [\d.]+ ms on wasm/),
  });
  expect(wasm).toMatchObject({ status: 'chosen', reason: webgl?.reason });
});

it('selects in a worker as in a page', async () => {
  const worker = new Worker(new URL('../test/select-in-worker.ts', import.meta.url), { type: 'module' });
  try {
    const report = await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage({ wasmPath });
    });
    expect(report).toMatchObject({ chosen: 'wasm', environment: 'worker', defects: [] });
    const { candidates } = report as Awaited<ReturnType<typeof selectBackend>>;
    expect(candidates.find(({ name }) => name === 'webgl')?.reason).toMatch(/in software here/);
  } finally {
    worker.terminate();
  }
});
