import type { Program } from '@miniseg/engine';
import { expect, it } from 'vitest';
import { fastest } from './fastest.js';
import type { Predictor } from './predictor.js';

let networks = 0;
/** A network of its own each time: what was measured is remembered. */
const program = (): Program => ({
  nodes: [
    { op: 'input', channels: 3 },
    { op: 'add', inputs: [0], channels: 3 + networks++ },
  ],
  output: 1,
});

interface Fake extends Predictor {
  runs: number;
  disposed: boolean;
}

/** Takes so many milliseconds for a slice. */
function fake(target: Predictor['target'], ms: number): Fake {
  const self = {
    target,
    runs: 0,
    disposed: false,
    async segment() {
      self.runs++;
      await new Promise((resolve) => setTimeout(resolve, ms));
    },
    dispose() {
      self.disposed = true;
    },
  };
  return self as unknown as Fake;
}

it('the faster target is taken, with all figures, and remembered for the network', async () => {
  const [wasm, webgpu, webgl] = [fake('wasm', 60), fake('webgpu', 5), fake('webgl', 500)];
  const net = program();
  const makers = { wasm: () => wasm, webgpu: () => webgpu, webgl: () => webgl };
  const predictor = await fastest(net, makers);
  expect(predictor.target).toBe('webgpu');
  expect([wasm.disposed, webgpu.disposed, webgl.disposed]).toEqual([true, false, true]);
  expect(predictor.reason).toMatch(
    /wasm takes \d+\.\d ms and webgpu takes \d+\.\d ms and webgl takes \d+\.\d ms/,
  );
  expect(predictor.measured?.wasm).toBeGreaterThan(predictor.measured?.webgpu as number);
  // The first run, and one that shows it to be hopeless.
  expect(webgl.runs).toBe(2);
  const runs = webgpu.runs;
  expect((await fastest(net, makers)).target).toBe('webgpu');
  expect(webgpu.runs).toBe(runs);
});

it('a card that is slower than wasm is left, and said to be', async () => {
  const [wasm, webgl] = [fake('wasm', 5), fake('webgl', 80)];
  const predictor = await fastest(program(), { wasm: () => wasm, webgl: () => webgl });
  expect(predictor).toMatchObject({ target: 'wasm', reason: expect.stringMatching(/webgl takes/) });
  expect([wasm.disposed, webgl.disposed]).toEqual([false, true]);
});

it('a target that fails is no choice; where all fail, the error says why', async () => {
  const broken = () => {
    throw new Error('no driver');
  };
  const predictor = await fastest(program(), { wasm: () => fake('wasm', 5), webgpu: broken });
  expect(predictor.measured).toEqual({ wasm: expect.any(Number) });
  await expect(fastest(program(), { wasm: broken, webgpu: broken })).rejects.toThrow('no driver');
});

it('without a choice nothing is measured', async () => {
  const wasm = fake('wasm', 5);
  expect(await fastest(program(), { wasm: () => wasm })).toBe(wasm);
  expect(wasm.runs).toBe(0);
});
