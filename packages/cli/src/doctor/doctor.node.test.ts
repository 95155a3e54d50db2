import { describe, expect, it } from 'vitest';
import { runCli } from '../../test/run-cli.js';
import type { Diagnosis } from './diagnosis.js';
import { formatDiagnosis } from './format-diagnosis.js';

describe('miniseg doctor', () => {
  it('reports as JSON what each backend is, can do and gets wrong', async () => {
    const { code, stdout } = await runCli('doctor', '--backend', 'wasm', 'cpu', '--no-repair', '--json');
    expect(code).toBe(0);
    const { machine, chosen, backends, problems } = JSON.parse(stdout) as Diagnosis;
    expect(machine).toMatchObject({
      versions: { node: process.versions.node, tfjs: expect.stringMatching(/^4\./) },
      wasm: { simd: true, threads: true },
    });
    expect(machine.cores).toBeGreaterThan(0);
    expect(chosen).toMatchObject({ chosen: 'wasm', software: false });
    expect(problems).toEqual([]);
    expect(backends.map(({ name }) => name)).toEqual(['wasm', 'cpu']);
    const [wasm] = backends;
    expect(wasm.facts).toMatchObject({ floatBits: 32, threads: 1, simd: true });
    expect(wasm.repairs).toEqual([]);
    for (const { name, forward, gradient } of wasm.own) {
      expect([name, 'error' in forward && forward.error < 1e-4]).toEqual([name, true]);
      expect([name, gradient && 'error' in gradient && gradient.error < 1e-4]).toEqual([name, true]);
    }
    // The gradient of max pooling that the stock backend gets wrong is seen to be wrong.
    const maxPool = wasm.tfjs.find(({ name }) => name.startsWith('maxPool'));
    expect(maxPool?.gradient).toEqual({ error: expect.closeTo(1, 0) });
  });

  it('repairs for training, and says what it repaired', async () => {
    const { code, stdout } = await runCli('doctor', '--backend', 'wasm', '--train');
    expect(code).toBe(0);
    expect(stdout).toMatch(/backend +wasm\n/);
    expect(stdout).toMatch(/repaired: training kernels of @miniseg\/backends\/wasm-train/);
    expect(stdout).toMatch(/ops of MiniSeg: 45 of 45 right, largest error \d/);
    expect(stdout).toMatch(/All is well\./);
  });

  it('fails where nothing that it may use is there, with the cure', async () => {
    const { code, stdout, stderr } = await runCli('doctor', '--backend', 'node-gpu');
    expect(code).toBe(1);
    expect(stdout).toMatch(/node-gpu +The backend 'node-gpu' is not installed\.\n +Run: npm install/);
    expect(stderr).toMatch(/^miniseg: MiniSeg does not work here: .*npm install @tensorflow\/tfjs-node-gpu/);
  });

  it('refuses backends of browsers as a wrong call', async () => {
    const { code, stderr } = await runCli('doctor', '--backend', 'webgl');
    expect(code).toBe(2);
    expect(stderr).toMatch(/Allowed choices are node-gpu, node, webgpu, wasm, cpu/);
  });

  it('lists what is wrong, and with --verbose everything', () => {
    const diagnosis: Diagnosis = {
      machine: {
        versions: { miniseg: '1.0.0', tfjs: '4.22.0', node: '20.0.0' },
        platform: 'linux',
        processor: 'a processor',
        cores: 2,
        memoryBytes: 8 * 2 ** 30,
        freeMemoryBytes: 2 ** 30,
        wasm: { simd: true, relaxedSimd: false, threads: true, sharedMemory: false },
        wide: { available: true, pays: true, gain: 1.514 },
      },
      backends: [
        {
          name: 'webgpu',
          facts: { floatBits: 16, heldBytes: 0, maxTextureSize: 4096 },
          repairs: [],
          own: [
            { name: 'prelu', forward: { error: 1e-7 }, gradient: { error: 0.5 } },
            { name: 'conv2d', forward: { error: 2e-6 } },
            { name: 'resize', forward: { failure: 'no kernel' } },
          ],
          tfjs: [],
        },
      ],
      problems: ['webgpu computes wrongly: prelu'],
    };
    const brief = formatDiagnosis(diagnosis, false);
    expect(brief).toMatch(/relaxed SIMD no, threads yes, shared memory no/);
    expect(brief).toMatch(/wide vectors +256 bits, used for series, 1\.51 times as fast as 128 bits/);
    expect(brief).toMatch(/webgpu +float16, textures up to 4096/);
    expect(brief).toMatch(/ops of MiniSeg: 1 of 3 right, largest error 2\.0e-6/);
    expect(brief).toMatch(/prelu +1\.0e-7 +gradient 5\.0e-1/);
    expect(brief).toMatch(/resize +no kernel/);
    expect(brief).not.toMatch(/conv2d/);
    expect(brief).toMatch(/Problems:\n {2}webgpu computes wrongly: prelu/);
    expect(formatDiagnosis(diagnosis, true)).toMatch(/conv2d +2\.0e-6 +gradient -/);
  });
});
