import {
  engine,
  findBackendFactory,
  getBackend,
  ones,
  registerBackend,
  removeBackend,
  sum,
} from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { BackendError, type BackendName, formatReport, selectBackend, useBackend } from './index.js';

const six = async () => (await sum(ones([2, 3])).data())[0];

afterEach(() => vi.restoreAllMocks());

describe('selectBackend in Node', () => {
  it('takes wasm before cpu, and says why it is that one', async () => {
    const print = vi.spyOn(console, 'info').mockImplementation(() => {});
    const report = await selectBackend({ allow: ['webgl', 'wasm', 'cpu'] });
    expect(report).toMatchObject({ chosen: 'wasm', environment: 'node', software: false, defects: [] });
    const status = Object.fromEntries(report.candidates.map((each) => [each.name, each.status]));
    expect(status).toEqual({
      webgl: 'not here',
      'node-gpu': 'not allowed',
      node: 'not allowed',
      webgpu: 'not allowed',
      wasm: 'chosen',
      cpu: 'not needed',
    });
    expect(print.mock.calls[0][0]).toBe(formatReport(report));
    expect(formatReport(report)).toMatch(
      /^Backend: wasm\n {2}cpu: It comes after wasm\.\n {2}repaired: products with reshaped right factors\n {2}22 of 22 numerical/,
    );
    expect(await six()).toBe(6);
  });

  it('takes what is preferred before what is faster, and prints nothing when quiet', async () => {
    const print = vi.spyOn(console, 'info');
    const { chosen } = await selectBackend({ prefer: 'cpu', quiet: true });
    expect(chosen).toBe('cpu');
    expect(getBackend()).toBe('cpu');
    expect(print).not.toHaveBeenCalled();
  });

  it('checks nothing when told so', async () => {
    const report = await selectBackend({ allow: ['cpu'], check: false, quiet: true });
    expect(report.checks).toEqual([]);
    expect(formatReport(report)).toBe('Backend: cpu');
  });

  it('repairs the gradients of the cpu backend for training', async () => {
    const report = await selectBackend({ allow: ['cpu'], train: true, quiet: true });
    expect(report.repairs).toEqual([
      'gradient of average pooling at borders',
      'gradient of half-pixel resizing',
    ]);
    // tfjs has no gradient of dilated convolutions.
    expect(report.defects.every((defect) => /dilation 2: gradient/.test(defect))).toBe(true);
  });

  it('gives wasm its training kernels where gradients are asked for', async () => {
    const report = await selectBackend({ allow: ['wasm'], train: true, quiet: true });
    expect(report).toMatchObject({ chosen: 'wasm', defects: [] });
    expect(report.repairs).toEqual(['training kernels of @miniseg/backends/wasm-train']);
    expect(formatReport(report)).toMatch(/^ {2}repaired: training kernels/m);
  });

  it('names every backend with its reason when none can be had, and refuses unknown names', async () => {
    const error = await selectBackend({ allow: ['webgl', 'node-gpu'] }).catch((caught) => caught);
    expect(BackendError.isInstance(error)).toBe(true);
    expect(error.message).toMatch(
      /node-gpu: The backend 'node-gpu' is not installed\. Run: npm install @tensorflow/,
    );
    expect(error.message).toMatch(/webgl: webgl needs a browser/);
    await expect(selectBackend({ allow: ['metal' as BackendName] })).rejects.toThrow(/'metal' is no backend/);
  });
});

describe('a backend that does not start', () => {
  const broken = (factory: () => never | Promise<never>) => {
    const before = engine().backendNames().includes('wasm') ? findBackendFactory('wasm') : undefined;
    if (before) removeBackend('wasm');
    registerBackend('wasm', factory);
    return () => {
      if (findBackendFactory('wasm')) removeBackend('wasm');
      if (before) registerBackend('wasm', before);
    };
  };

  it.each([
    [
      'throws',
      () => {
        throw new Error('no memory');
      },
      /did not start on this machine: no memory\./,
    ],
    ['rejects', () => Promise.reject(new Error('no file')), /no file\./],
    ['never answers', () => new Promise<never>(() => {}), /did not start within 0\.05 s\./],
  ] as const)(
    'leaves the one in use at work and nothing registered when it %s',
    async (_, factory, message) => {
      await useBackend('cpu');
      const instance = engine().backend;
      const restore = broken(factory);
      try {
        await expect(useBackend('wasm', { timeout: 50 })).rejects.toThrow(message);
        expect(getBackend()).toBe('cpu');
        expect(engine().backend).toBe(instance);
        expect(findBackendFactory('wasm')).toBeNull();
        expect(await six()).toBe(6);
        // Its module registers it only once; a second try finds it all the same, and fails with the same reason.
        await expect(useBackend('wasm', { timeout: 50 })).rejects.toThrow(message);
        expect(await six()).toBe(6);
      } finally {
        restore();
      }
    },
  );
});
